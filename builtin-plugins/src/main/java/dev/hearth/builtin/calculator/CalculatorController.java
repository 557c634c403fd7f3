package dev.hearth.builtin.calculator;

import java.math.BigDecimal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The calculator's operations; its manifest and OpenAPI document are static resources. */
@RestController
@RequestMapping("/calculator")
class CalculatorController {

  private final Units units = Units.load();

  @GetMapping("/calculate")
  Value calculate(@RequestParam String expression) {
    // "5 miles in km" is asked of calculate as often as of convert.
    return units.convertInWords(expression).orElseGet(() -> Calculator.calculate(expression));
  }

  @GetMapping("/convert")
  Value convert(
      @RequestParam BigDecimal value, @RequestParam String from, @RequestParam String to) {
    return units.convert(value, from, to);
  }
}
