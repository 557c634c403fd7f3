package dev.hearth.builtin.calculator;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hearth.builtin.BadRequest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What a calculation comes to.
 *
 * @param result the value in decimal notation
 * @param unit what it is measured in, if anything
 * @param approximate true if the value was rounded, else null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Value(String result, @Nullable String unit, @Nullable Boolean approximate) {

  /** Digits of a rounded value: what a reader can use, and as exact as a double. */
  private static final MathContext SHOWN = new MathContext(15, RoundingMode.HALF_EVEN);

  /** Longer values are shown rounded, in scientific notation. */
  private static final int LONGEST = 400;

  /** A value, rounded for show if it is not exact anyway. */
  static Value of(BigDecimal value, boolean exact) {
    return of(value, exact, null);
  }

  static Value of(BigDecimal value, boolean exact, @Nullable String unit) {
    BigDecimal shown = (exact ? value : value.round(SHOWN)).stripTrailingZeros();
    if (shown.signum() == 0) {
      return new Value("0", unit, exact ? null : true);
    }
    int leading = shown.precision() - shown.scale();
    if (Math.abs(leading) > Numbers.MAX_DIGITS) {
      throw new BadRequest("the result is too large or too small to be written down");
    }
    if (leading > LONGEST || shown.scale() > LONGEST) {
      return new Value(value.round(SHOWN).stripTrailingZeros().toString(), unit, true);
    }
    return new Value(shown.toPlainString(), unit, exact ? null : true);
  }
}
