package dev.hearth.builtin.calculator;

import ch.obermuhlner.math.big.BigDecimalMath;
import dev.hearth.builtin.BadRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Arithmetic that is exact where it can be and bounded always. Sums, differences, products and
 * whole powers are exact; everything else is computed to {@value #PRECISION} digits and remembered
 * as inexact unless it came out even. One instance serves one calculation; not thread-safe.
 */
final class Numbers {

  /** Numbers with more digits before or after the point are refused: no calculation may hang. */
  static final int MAX_DIGITS = 10_000;

  private static final int PRECISION = 50;
  private static final MathContext CONTEXT = new MathContext(PRECISION, RoundingMode.HALF_EVEN);
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final BigDecimal LARGEST_ANGLE = new BigDecimal("1e15");
  private static final int LARGEST_FACTORIAL = 2_000;
  private static final double DIGITS_PER_BIT = Math.log10(2);

  private boolean exact = true;

  /** Whether no step of the calculation was rounded. */
  boolean exact() {
    return exact;
  }

  BigDecimal literal(String text) {
    if (text.length() > 2 && text.charAt(0) == '0' && (text.charAt(1) | 0x20) == 'x') {
      return bounded(new BigDecimal(new BigInteger(text.substring(2), 16)));
    }
    try {
      return bounded(new BigDecimal(text));
    } catch (NumberFormatException notANumber) {
      throw new BadRequest("'" + text + "' is not a number");
    }
  }

  BigDecimal add(BigDecimal left, BigDecimal right) {
    return bounded(left.add(right));
  }

  BigDecimal subtract(BigDecimal left, BigDecimal right) {
    return bounded(left.subtract(right));
  }

  BigDecimal multiply(BigDecimal left, BigDecimal right) {
    return bounded(left.multiply(right));
  }

  BigDecimal divide(BigDecimal left, BigDecimal right) {
    if (right.signum() == 0) {
      throw new BadRequest("division by zero has no result");
    }
    MathContext context =
        new MathContext(
            Math.max(PRECISION, Math.max(left.precision(), right.precision()) + PRECISION),
            RoundingMode.HALF_EVEN);
    BigDecimal quotient = left.divide(right, context);
    inexactUnless(quotient.multiply(right).compareTo(left) == 0);
    return bounded(quotient);
  }

  BigDecimal modulo(BigDecimal left, BigDecimal right) {
    if (right.signum() == 0) {
      throw new BadRequest("division by zero has no remainder");
    }
    if (Math.abs(magnitude(left) - magnitude(right)) > MAX_DIGITS) {
      throw tooLarge();
    }
    // The remainder takes the divisor's sign, as in mathematics and Python.
    BigDecimal remainder = left.remainder(right);
    return remainder.signum() != 0 && remainder.signum() != right.signum()
        ? remainder.add(right)
        : remainder;
  }

  BigDecimal percent(BigDecimal value) {
    return value.divide(HUNDRED);
  }

  BigDecimal power(BigDecimal base, BigDecimal exponent) {
    BigDecimal whole = exponent.stripTrailingZeros();
    if (base.signum() == 0) {
      if (exponent.signum() < 0) {
        throw new BadRequest("zero to a negative power has no result");
      }
      return exponent.signum() == 0 ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (whole.scale() <= 0) {
      return wholePower(base.stripTrailingZeros(), whole);
    }
    if (base.signum() < 0) {
      throw new BadRequest("a negative number to a fractional power has no real result");
    }
    BigDecimal reach = BigDecimal.valueOf(magnitude(base)).multiply(exponent);
    if (reach.abs().compareTo(BigDecimal.valueOf(MAX_DIGITS)) > 0) {
      throw tooLarge();
    }
    if (exponent.compareTo(new BigDecimal("0.5")) == 0) {
      return sqrt(base);
    }
    exact = false;
    return bounded(BigDecimalMath.pow(base, exponent, CONTEXT));
  }

  private BigDecimal wholePower(BigDecimal base, BigDecimal exponent) {
    if (base.abs().compareTo(BigDecimal.ONE) == 0) {
      boolean odd = exponent.remainder(BigDecimal.TWO).signum() != 0;
      return base.signum() < 0 && odd ? base : BigDecimal.ONE;
    }
    if (exponent.abs().compareTo(BigDecimal.valueOf(4L * MAX_DIGITS)) > 0) {
      throw tooLarge();
    }
    int times = exponent.intValueExact();
    double digits = base.unscaledValue().bitLength() * DIGITS_PER_BIT * Math.abs(times);
    if (digits > MAX_DIGITS || Math.abs((long) base.scale()) * Math.abs(times) > MAX_DIGITS) {
      throw tooLarge();
    }
    BigDecimal power = base.pow(Math.abs(times));
    return times < 0 ? divide(BigDecimal.ONE, power) : bounded(power);
  }

  BigDecimal sqrt(BigDecimal value) {
    return root(value, BigDecimal.TWO);
  }

  BigDecimal root(BigDecimal value, BigDecimal degree) {
    int times;
    try {
      times = degree.intValueExact();
    } catch (ArithmeticException fraction) {
      throw new BadRequest("a root's degree must be a whole number from 2 to 1000");
    }
    if (times < 2 || times > 1000) {
      throw new BadRequest("a root's degree must be a whole number from 2 to 1000");
    }
    if (value.signum() == 0) {
      return BigDecimal.ZERO;
    }
    if (value.signum() < 0) {
      if (times % 2 == 0) {
        throw new BadRequest("an even root of a negative number has no real result");
      }
      return root(value.negate(), degree).negate();
    }
    MathContext context =
        new MathContext(PRECISION + value.precision() / times, RoundingMode.HALF_EVEN);
    BigDecimal root =
        times == 2 ? value.sqrt(context) : BigDecimalMath.root(value, degree, context);
    BigDecimal rounded =
        root.round(new MathContext(context.getPrecision() - 5)).stripTrailingZeros();
    if ((long) rounded.precision() * times <= 4L * MAX_DIGITS
        && rounded.pow(times).compareTo(value) == 0) {
      return rounded;
    }
    exact = false;
    return root;
  }

  BigDecimal exponential(BigDecimal value) {
    if (value.abs().compareTo(BigDecimal.valueOf(2L * MAX_DIGITS)) > 0) {
      throw tooLarge();
    }
    if (value.signum() == 0) {
      return BigDecimal.ONE;
    }
    exact = false;
    return bounded(BigDecimalMath.exp(value, CONTEXT));
  }

  BigDecimal naturalLogarithm(BigDecimal value) {
    requirePositive(value);
    return rounded(BigDecimalMath.log(value, CONTEXT));
  }

  BigDecimal logarithm(BigDecimal value, BigDecimal base) {
    requirePositive(value);
    requirePositive(base);
    if (base.compareTo(BigDecimal.ONE) == 0) {
      throw new BadRequest("a logarithm's base must not be 1");
    }
    BigDecimal logarithm =
        BigDecimalMath.log(value, CONTEXT).divide(BigDecimalMath.log(base, CONTEXT), CONTEXT);
    BigDecimal whole = logarithm.setScale(0, RoundingMode.HALF_EVEN);
    if (whole.abs().compareTo(BigDecimal.valueOf(1000)) <= 0
        && whole.signum() >= 0
        && (long) base.precision() * whole.intValueExact() <= MAX_DIGITS
        && base.pow(whole.intValueExact()).compareTo(value) == 0) {
      return whole;
    }
    return rounded(logarithm);
  }

  BigDecimal sine(BigDecimal angle) {
    return rounded(BigDecimalMath.sin(boundedAngle(angle), CONTEXT));
  }

  BigDecimal cosine(BigDecimal angle) {
    return rounded(BigDecimalMath.cos(boundedAngle(angle), CONTEXT));
  }

  BigDecimal tangent(BigDecimal angle) {
    BigDecimal bounded = boundedAngle(angle);
    if (BigDecimalMath.cos(bounded, CONTEXT).abs().compareTo(new BigDecimal("1e-40")) < 0) {
      throw new BadRequest("the tangent of this angle has no result");
    }
    return rounded(BigDecimalMath.tan(bounded, CONTEXT));
  }

  BigDecimal arcSine(BigDecimal value) {
    return rounded(BigDecimalMath.asin(withinOne(value), CONTEXT));
  }

  BigDecimal arcCosine(BigDecimal value) {
    return rounded(BigDecimalMath.acos(withinOne(value), CONTEXT));
  }

  BigDecimal arcTangent(BigDecimal value) {
    return rounded(BigDecimalMath.atan(boundedAngle(value), CONTEXT));
  }

  BigDecimal pi() {
    return rounded(BigDecimalMath.pi(CONTEXT));
  }

  BigDecimal e() {
    return rounded(BigDecimalMath.e(CONTEXT));
  }

  BigDecimal factorial(BigDecimal value) {
    int n = wholeWithin(value, LARGEST_FACTORIAL, "a factorial's argument");
    BigInteger product = BigInteger.ONE;
    for (int factor = 2; factor <= n; factor++) {
      product = product.multiply(BigInteger.valueOf(factor));
    }
    return bounded(new BigDecimal(product));
  }

  BigDecimal greatestCommonDivisor(BigDecimal left, BigDecimal right) {
    return new BigDecimal(whole(left).gcd(whole(right)));
  }

  BigDecimal leastCommonMultiple(BigDecimal left, BigDecimal right) {
    if (left.signum() == 0 || right.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigInteger first = whole(left).abs();
    BigInteger second = whole(right).abs();
    return bounded(new BigDecimal(first.divide(first.gcd(second)).multiply(second)));
  }

  BigDecimal round(BigDecimal value, BigDecimal places) {
    // Half up, as at school; half to even would surprise whoever checks it by hand.
    return value.setScale(
        wholeWithin(places, LARGEST_FACTORIAL, "the number of decimal places"),
        RoundingMode.HALF_UP);
  }

  private static int wholeWithin(BigDecimal value, int largest, String what) {
    if (value.stripTrailingZeros().scale() > 0
        || value.signum() < 0
        || value.compareTo(BigDecimal.valueOf(largest)) > 0) {
      throw new BadRequest(what + " must be a whole number from 0 to " + largest);
    }
    return value.intValueExact();
  }

  private static BigInteger whole(BigDecimal value) {
    try {
      return value.toBigIntegerExact();
    } catch (ArithmeticException fraction) {
      throw new BadRequest("gcd and lcm take whole numbers");
    }
  }

  private static BigDecimal boundedAngle(BigDecimal angle) {
    if (angle.abs().compareTo(LARGEST_ANGLE) > 0) {
      throw new BadRequest("the angle is too large");
    }
    return angle.round(new MathContext(2 * PRECISION));
  }

  private static BigDecimal withinOne(BigDecimal value) {
    if (value.abs().compareTo(BigDecimal.ONE) > 0) {
      throw new BadRequest("asin and acos take a number from -1 to 1");
    }
    return value.round(new MathContext(2 * PRECISION));
  }

  private static void requirePositive(BigDecimal value) {
    if (value.signum() <= 0) {
      throw new BadRequest("a logarithm takes a number above zero");
    }
  }

  private BigDecimal rounded(BigDecimal value) {
    // What is zero but for the last of fifty digits is zero: sin(pi), cos(pi/2).
    if (value.abs().compareTo(new BigDecimal("1e-45")) < 0) {
      inexactUnless(value.signum() == 0);
      return BigDecimal.ZERO;
    }
    BigDecimal whole = value.setScale(0, RoundingMode.HALF_EVEN);
    inexactUnless(value.compareTo(whole) == 0);
    return value;
  }

  private void inexactUnless(boolean even) {
    exact &= even;
  }

  private static long magnitude(BigDecimal value) {
    return value.signum() == 0 ? 0 : (long) value.precision() - value.scale();
  }

  private static BigDecimal bounded(BigDecimal value) {
    if (value.precision() > 2 * MAX_DIGITS
        || Math.abs((long) value.scale()) > 2 * MAX_DIGITS
        || (value.signum() != 0 && Math.abs(magnitude(value)) > MAX_DIGITS)) {
      throw tooLarge();
    }
    return value;
  }

  private static BadRequest tooLarge() {
    return new BadRequest("the numbers become too large: at most " + MAX_DIGITS + " digits");
  }
}
