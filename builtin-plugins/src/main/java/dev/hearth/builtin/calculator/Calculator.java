package dev.hearth.builtin.calculator;

import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import com.ezylang.evalex.config.MapBasedOperatorDictionary;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.AbstractFunction;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.operators.AbstractOperator;
import com.ezylang.evalex.operators.InfixOperator;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.operators.PostfixOperator;
import com.ezylang.evalex.operators.PrefixOperator;
import com.ezylang.evalex.parser.ASTNode;
import com.ezylang.evalex.parser.ParseException;
import com.ezylang.evalex.parser.Token;
import dev.hearth.builtin.BadRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Calculates expressions. EvalEx parses them; the arithmetic is {@link Numbers}' own, because
 * EvalEx computes roots, logarithms and angles in doubles, rounds products, and bounds nothing.
 */
final class Calculator {

  private static final int LONGEST = 1_000;

  private static final TreeSet<String> FUNCTIONS =
      new TreeSet<>(
          List.of(
              "abs", "acos", "asin", "atan", "average", "cbrt", "ceil", "cos", "exp", "fact",
              "floor", "gcd", "lcm", "ln", "log", "log10", "log2", "max", "mean", "min", "mod",
              "pow", "root", "round", "sin", "sqrt", "sum", "tan"));

  private static final ExpressionConfiguration SYNTAX = syntax();

  private Calculator() {}

  /**
   * The value of an expression.
   *
   * @throws BadRequest if it cannot be read or has no value
   */
  static Value calculate(String expression) {
    if (expression.isBlank()) {
      throw new BadRequest("the expression is empty; send one such as 27 * 453");
    }
    if (expression.length() > LONGEST) {
      throw new BadRequest("the expression is longer than " + LONGEST + " characters");
    }
    Numbers numbers = new Numbers();
    BigDecimal value = new Evaluation(numbers).value(parse(Wording.plain(expression)));
    return Value.of(value, numbers.exact());
  }

  private static ASTNode parse(String expression) {
    try {
      return new Expression(expression, SYNTAX).getAbstractSyntaxTree();
    } catch (ParseException unreadable) {
      String rest =
          expression.substring(Math.min(expression.length(), unreadable.getStartPosition() - 1));
      throw new BadRequest(
          "cannot read the expression"
              + (rest.isBlank() ? "" : " at '" + shortened(rest) + "'")
              + "; write it with numbers, + - * / ^ % and parentheses, for example (27 + 3) * 4");
    }
  }

  private static String shortened(String text) {
    return text.length() > 30 ? text.substring(0, 30) + "…" : text;
  }

  private static ExpressionConfiguration syntax() {
    MapBasedOperatorDictionary operators = new MapBasedOperatorDictionary();
    operators.addOperator("+", new Sum());
    operators.addOperator("-", new Sum());
    operators.addOperator("*", new Product());
    operators.addOperator("/", new Product());
    operators.addOperator("%", new Product());
    operators.addOperator("^", new Power());
    operators.addOperator("+", new Sign());
    operators.addOperator("-", new Sign());
    operators.addOperator("!", new Suffix());
    operators.addOperator(Wording.PERCENT, new Suffix());
    MapBasedFunctionDictionary functions = new MapBasedFunctionDictionary();
    for (String name : FUNCTIONS) {
      functions.addFunction(name, new Function());
    }
    return ExpressionConfiguration.builder()
        .operatorDictionary(operators)
        .functionDictionary(functions)
        .arraysAllowed(false)
        .structuresAllowed(false)
        .implicitMultiplicationAllowed(true)
        .build();
  }

  /** Walks the tree that EvalEx parsed. */
  private record Evaluation(Numbers numbers) {

    BigDecimal value(ASTNode node) {
      Token token = node.getToken();
      String text = token.getValue();
      List<ASTNode> operands = node.getParameters();
      return switch (token.getType()) {
        case NUMBER_LITERAL -> numbers.literal(text);
        case VARIABLE_OR_CONSTANT -> constant(text);
        case PREFIX_OPERATOR -> {
          BigDecimal operand = value(operands.getFirst());
          yield text.equals("-") ? operand.negate() : operand;
        }
        case POSTFIX_OPERATOR -> {
          BigDecimal operand = value(operands.getFirst());
          yield text.equals("!") ? numbers.factorial(operand) : numbers.percent(operand);
        }
        case INFIX_OPERATOR -> {
          requireBetween(token, operands.getFirst(), operands.get(1));
          yield infix(text, operands.getFirst(), operands.get(1));
        }
        case FUNCTION -> function(text.toLowerCase(Locale.ROOT), operands);
        case BRACE_OPEN,
            BRACE_CLOSE,
            COMMA,
            STRING_LITERAL,
            FUNCTION_PARAM_START,
            ARRAY_OPEN,
            ARRAY_CLOSE,
            ARRAY_INDEX,
            STRUCTURE_SEPARATOR ->
            throw new BadRequest("'" + text + "' has no place in an expression of numbers");
      };
    }

    /** EvalEx also takes "2 2 +", which is likelier a slip than meant. */
    private static void requireBetween(Token operator, ASTNode left, ASTNode right) {
      if (left.getToken().getStartPosition() > operator.getStartPosition()
          || right.getToken().getStartPosition() < operator.getStartPosition()) {
        throw new BadRequest(
            "a number is missing beside '" + operator.getValue() + "'; write for example 27 * 453");
      }
    }

    private BigDecimal constant(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "pi" -> numbers.pi();
        case "e" -> numbers.e();
        default ->
            throw new BadRequest(
                "'"
                    + name
                    + "' is not a number; write every value as a number, and only these"
                    + " names: pi, e, "
                    + String.join(", ", FUNCTIONS));
      };
    }

    private BigDecimal infix(String operator, ASTNode left, ASTNode right) {
      BigDecimal first = value(left);
      BigDecimal second = value(right);
      // "200 + 10%" is 220 to everyone who ever used a pocket calculator.
      if (isPercentage(right) && !isPercentage(left) && "+-".contains(operator)) {
        second = numbers.multiply(first, second);
      }
      return switch (operator) {
        case "+" -> numbers.add(first, second);
        case "-" -> numbers.subtract(first, second);
        case "*" -> numbers.multiply(first, second);
        case "/" -> numbers.divide(first, second);
        case "%" -> numbers.modulo(first, second);
        case "^" -> numbers.power(first, second);
        default -> throw new IllegalStateException("operator " + operator);
      };
    }

    private static boolean isPercentage(ASTNode node) {
      return node.getToken().getType() == Token.TokenType.POSTFIX_OPERATOR
          && node.getToken().getValue().equals(Wording.PERCENT);
    }

    private BigDecimal function(String name, List<ASTNode> operands) {
      List<BigDecimal> values = new ArrayList<>();
      for (ASTNode operand : operands) {
        values.add(value(operand));
      }
      return switch (name) {
        case "abs" -> one(name, values).abs();
        case "floor" -> one(name, values).setScale(0, RoundingMode.FLOOR);
        case "ceil" -> one(name, values).setScale(0, RoundingMode.CEILING);
        case "sqrt" -> numbers.sqrt(one(name, values));
        case "cbrt" -> numbers.root(one(name, values), BigDecimal.valueOf(3));
        case "root" -> numbers.root(two(name, values), values.get(1));
        case "pow" -> numbers.power(two(name, values), values.get(1));
        case "mod" -> numbers.modulo(two(name, values), values.get(1));
        case "gcd" -> numbers.greatestCommonDivisor(two(name, values), values.get(1));
        case "lcm" -> numbers.leastCommonMultiple(two(name, values), values.get(1));
        case "exp" -> numbers.exponential(one(name, values));
        case "ln" -> numbers.naturalLogarithm(one(name, values));
        case "log10" -> numbers.logarithm(one(name, values), BigDecimal.TEN);
        case "log2" -> numbers.logarithm(one(name, values), BigDecimal.TWO);
        case "log" ->
            values.size() == 2
                ? numbers.logarithm(values.getFirst(), values.get(1))
                : numbers.logarithm(one(name, values), BigDecimal.TEN);
        case "sin" -> numbers.sine(one(name, values));
        case "cos" -> numbers.cosine(one(name, values));
        case "tan" -> numbers.tangent(one(name, values));
        case "asin" -> numbers.arcSine(one(name, values));
        case "acos" -> numbers.arcCosine(one(name, values));
        case "atan" -> numbers.arcTangent(one(name, values));
        case "fact" -> numbers.factorial(one(name, values));
        case "round" ->
            values.size() == 2
                ? numbers.round(values.getFirst(), values.get(1))
                : numbers.round(one(name, values), BigDecimal.ZERO);
        case "min" -> some(name, values).stream().reduce(values.getFirst(), BigDecimal::min);
        case "max" -> some(name, values).stream().reduce(values.getFirst(), BigDecimal::max);
        case "sum" -> some(name, values).stream().reduce(BigDecimal.ZERO, numbers::add);
        case "average", "mean" ->
            numbers.divide(
                some(name, values).stream().reduce(BigDecimal.ZERO, numbers::add),
                BigDecimal.valueOf(values.size()));
        default -> throw new IllegalStateException("function " + name);
      };
    }

    private static BigDecimal one(String name, List<BigDecimal> values) {
      if (values.size() != 1) {
        throw new BadRequest(name + " takes one number, for example " + name + "(2)");
      }
      return values.getFirst();
    }

    private static BigDecimal two(String name, List<BigDecimal> values) {
      if (values.size() != 2) {
        throw new BadRequest(name + " takes two numbers, for example " + name + "(8, 3)");
      }
      return values.getFirst();
    }

    private static List<BigDecimal> some(String name, List<BigDecimal> values) {
      if (values.isEmpty()) {
        throw new BadRequest(name + " takes numbers, for example " + name + "(8, 3)");
      }
      return values;
    }
  }

  /** Only known to the parser; {@link Evaluation} does the arithmetic. */
  private abstract static class Symbol extends AbstractOperator {
    @Override
    public EvaluationValue evaluate(
        Expression expression, Token token, EvaluationValue... operands) {
      throw new IllegalStateException("only parsed, never evaluated");
    }
  }

  @InfixOperator(precedence = OperatorIfc.OPERATOR_PRECEDENCE_ADDITIVE)
  private static final class Sum extends Symbol {}

  @InfixOperator(precedence = OperatorIfc.OPERATOR_PRECEDENCE_MULTIPLICATIVE)
  private static final class Product extends Symbol {}

  /** Binds tighter than a sign: -2^2 is -4. */
  @InfixOperator(precedence = OperatorIfc.OPERATOR_PRECEDENCE_POWER_HIGHER, leftAssociative = false)
  private static final class Power extends Symbol {}

  @PrefixOperator(precedence = OperatorIfc.OPERATOR_PRECEDENCE_UNARY, leftAssociative = false)
  private static final class Sign extends Symbol {}

  @PostfixOperator(precedence = OperatorIfc.OPERATOR_PRECEDENCE_POWER_HIGHER + 1)
  private static final class Suffix extends Symbol {}

  @FunctionParameter(name = "values", isVarArg = true)
  private static final class Function extends AbstractFunction {
    @Override
    public EvaluationValue evaluate(
        Expression expression, Token token, EvaluationValue... operands) {
      throw new IllegalStateException("only parsed, never evaluated");
    }
  }
}
