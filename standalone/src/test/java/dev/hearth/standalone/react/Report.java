package dev.hearth.standalone.react;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/** Makes tables and plots of results, and writes them into the documentation. */
final class Report {

  private static final String BEGIN = "<!-- results: written by bench/react/report -->";
  private static final String END = "<!-- end of results -->";
  private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)([mb])\\b");
  private static final int WIDTH = 1100;
  private static final int HEIGHT = 560;
  private static final List<String> MODES = List.of("free", "constrained", "native");

  private final List<Cell> cells;

  private Report(List<Cell> cells) {
    this.cells = cells;
  }

  /** Arguments: the folder of the results, the documentation's page, the seed. */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      System.err.println("bench/react/report RESULTS docs/react.md SEED");
      System.exit(2);
      return;
    }
    Report report = new Report(read(Path.of(args[0]), args[2]));
    Path page = Path.of(args[1]);
    Path plots = Files.createDirectories(page.resolveSibling("images"));
    report.plotSets(plots.resolve("react-sets"));
    report.plotSizes(plots.resolve("react-sizes"));
    report.plotSummaries(plots.resolve("react-summaries"));
    String text = Files.readString(page);
    int from = text.indexOf(BEGIN);
    int to = text.indexOf(END);
    if (from < 0 || to < from) {
      throw new IOException(page + " has no place for the results");
    }
    Files.writeString(
        page,
        text.substring(0, from) + BEGIN + "\n\n" + report.tables() + "\n" + text.substring(to));
  }

  private static List<Cell> read(Path folder, String seed) throws IOException {
    List<Cell> cells = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.filter(one -> one.toString().endsWith("-" + seed + ".jsonl")).toList()) {
        Path mode = file.getParent();
        String name = file.getFileName().toString();
        cells.add(
            new Cell(
                mode.getParent().getFileName().toString(),
                mode.getFileName().toString(),
                name.substring(0, name.length() - seed.length() - "-.jsonl".length()),
                Cell.read(file)));
      }
    }
    cells.sort(
        Comparator.comparingDouble((Cell cell) -> size(cell.model()).orElse(0.0))
            .thenComparing(Cell::model)
            .thenComparingInt(cell -> MODES.indexOf(cell.mode())));
    return cells;
  }

  /** Millions of parameters, as the model's name says. */
  private static Optional<Double> size(String model) {
    Matcher matcher = SIZE.matcher(model);
    return matcher.find()
        ? Optional.of(
            Double.parseDouble(matcher.group(1)) * (matcher.group(2).equals("b") ? 1000 : 1))
        : Optional.empty();
  }

  private String tables() {
    return "Right, in percent, with the 95 % interval (Wilson); fewer rows than 100 are told.\n\n"
        + table(
            cell -> {
              Interval interval = cell.interval();
              String rows = cell.rows() == 100 ? "" : ", n=" + cell.rows();
              return String.format(
                  Locale.ROOT,
                  "%.0f (%.0f–%.0f%s)",
                  100 * cell.rate(),
                  100 * interval.low(),
                  100 * interval.high(),
                  rows);
            })
        + "\n"
        + "Calls that named no tool that exists or did not fit its schema, in percent of calls.\n\n"
        + table(
            cell ->
                cell.outcomes().stream().allMatch(outcome -> outcome.calls() == 0)
                    ? "no call"
                    : String.format(Locale.ROOT, "%.0f", 100 * cell.malformedRate()))
        + "\nTokens (read and written) and seconds a task, one thread.\n\n"
        + table(
            cell ->
                String.format(Locale.ROOT, "%.0f · %.1f s", cell.meanTokens(), cell.meanSeconds()));
  }

  private String table(Function<Cell, String> value) {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    List<String> columns =
        cells.stream().map(cell -> cell.model() + " " + cell.mode()).distinct().toList();
    for (String set : Sets.ALL) {
      for (Cell cell : cells) {
        if (cell.set().equals(set)) {
          rows.computeIfAbsent(set, _ -> new TreeMap<>())
              .put(cell.model() + " " + cell.mode(), value.apply(cell));
        }
      }
    }
    StringBuilder table = new StringBuilder("| set |");
    columns.forEach(column -> table.append(' ').append(column).append(" |"));
    table.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
    rows.forEach(
        (set, row) -> {
          table.append("| ").append(Sets.names().getOrDefault(set, set)).append(" |");
          columns.forEach(
              column -> table.append(' ').append(row.getOrDefault(column, "")).append(" |"));
          table.append('\n');
        });
    return table.toString();
  }

  private void plotSets(Path file) throws IOException {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Right answers by set")
            .yAxisTitle("%")
            .build();
    style(chart.getStyler());
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(100.0);
    chart.getStyler().setXAxisLabelRotation(20);
    List<String> sets =
        Sets.ALL.stream()
            .filter(set -> cells.stream().anyMatch(cell -> cell.set().equals(set)))
            .toList();
    for (String series : cells.stream().map(Report::series).distinct().toList()) {
      List<Double> values = new ArrayList<>();
      for (String set : sets) {
        values.add(
            cells.stream()
                .filter(cell -> cell.set().equals(set) && series(cell).equals(series))
                .findFirst()
                .map(cell -> 100 * cell.rate())
                .orElse(0.0));
      }
      if (!sets.isEmpty()) {
        chart.addSeries(series, sets, values);
      }
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private void plotSizes(Path file) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Right answers by the model's size")
            .xAxisTitle("parameters (millions)")
            .yAxisTitle("%")
            .build();
    style(chart.getStyler());
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setYAxisMax(100.0);
    chart.getStyler().setXAxisLogarithmic(true);
    for (String set : List.of("simple", "multiple", "irrelevance", "calculator")) {
      for (String mode : MODES) {
        TreeMap<Double, Double> points = new TreeMap<>();
        for (Cell cell : cells) {
          if (cell.set().equals(set) && cell.mode().equals(mode)) {
            size(cell.model()).ifPresent(size -> points.put(size, 100 * cell.rate()));
          }
        }
        if (!points.isEmpty()) {
          chart.addSeries(
              set + ", " + mode,
              new ArrayList<>(points.keySet()),
              new ArrayList<>(points.values()));
        }
      }
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  /** How much of a text a model keeps, against what it does with tools. */
  private void plotSummaries(Path file) throws IOException {
    Map<String, Double> kept = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (cell.set().equals("summaries")) {
        kept.put(cell.model(), 100 * Summaries.meanKept(cell.outcomes()));
      }
    }
    if (kept.isEmpty()) {
      return;
    }
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title("Who can summarise can use tools?")
            .xAxisTitle("key facts kept in summaries (%)")
            .yAxisTitle("BFCL simple (%)")
            .build();
    style(chart.getStyler());
    chart
        .getStyler()
        .setDefaultSeriesRenderStyle(org.knowm.xchart.XYSeries.XYSeriesRenderStyle.Scatter);
    for (Cell cell : cells) {
      Double share = kept.get(cell.model());
      if (cell.set().equals("simple") && share != null) {
        chart.addSeries(series(cell), List.of(share), List.of(100 * cell.rate()));
      }
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private static String series(Cell cell) {
    return cell.model() + ", " + cell.mode();
  }

  private static void style(Styler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
  }
}
