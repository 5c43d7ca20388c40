import Fovea
import LessonKit
import LessonSwift

extension Notebook {
  /// `:layers model [on [1, 3, H, W]]`: what goes in and out of each layer, what it learns, what it
  /// costs, and how its cells lie over the picture.
  func listLayers(_ argument: String) {
    let (expression, options) = Self.options(argument, ["on"])
    guard !expression.isEmpty else {
      return printer.remark(
        "`:layers` needs a model: `:layers classifier`, `:layers model on [1, 3, 96, 128]`")
    }
    let model: any Layer
    switch engine.value(of: expression) {
    case .failure(let failure): return refuse(failure)
    case .success(let value):
      guard let found = Self.layer(value.payload) else {
        return printer.remark("‘\(expression)’ is a \(value.type); expected a model or a layer")
      }
      model = found
    }
    var shape = Self.inputShape(of: model)
    if let text = options["on"] {
      guard case .success(let value) = engine.value(of: text), let given = value.as([Int].self)
      else {
        return printer.remark(
          "expected a shape behind `on`, as in [1, 3, 96, 128], found ‘\(text)’")
      }
      shape = given
    }
    guard let shape else {
      return printer.remark("say what goes in: `:layers \(expression) on [1, 3, 96, 128]`")
    }
    do {
      let table: LayerTable
      if let network = model as? any PictureNetwork {
        table = try network.table(inputShape: shape)
      } else if let layer = model as? any TensorLayer {
        table = try layer.table(inputShape: shape)
      } else {
        return printer.remark(
          "‘\(expression)’ takes more than one tensor; its layers cannot be listed")
      }
      for line in LayerTableText.lines(table, columns: terminal.size.columns - 2) {
        terminal.writeLine(" " + line)
      }
    } catch {
      printer.remark("\(error)")
    }
  }

  private static func layer(_ payload: Any?) -> (any Layer)? {
    if let layer = payload as? any Layer { return layer }
    return (payload as? SlidingWindowDetector)?.classifier
  }

  private static func inputShape(of model: any Layer) -> [Int]? {
    if let network = model as? any PictureNetwork { return type(of: network).inputShape }
    return model is PastureClassifier
      ? [1, 3, PastureClassifier.side, PastureClassifier.side] : nil
  }
}

/// A table of layers, as wide as the window allows.
enum LayerTableText {
  private static let titles = ["layer", "kind", "in", "out", "learns", "FLOP", "stride", "sees"]

  static func lines(_ table: LayerTable, columns: Int) -> [String] {
    var rows = table.rows.map { row in
      [
        row.name, row.kind, row.inputShape.map(shape) ?? "", shape(row.outputShape),
        row.parameterCount == 0 ? "" : grouped(row.parameterCount),
        row.flops == 0 ? "" : NumberText.flops(row.flops),
        row.field.map { number($0.stride) } ?? "", row.field.map { number($0.size) } ?? "",
      ]
    }
    let flops = table.rows.reduce(0) { $0 &+ $1.flops }
    rows.append(
      [
        "together", "", shape(table.inputShape),
        table.rows.last.map { shape($0.outputShape) } ?? "",
        grouped(table.parameterCount), NumberText.flops(flops), "", "",
      ])
    let all = [titles] + rows
    let widths = titles.indices.map { column in all.map { TextWidth.of($0[column]) }.max() ?? 0 }
    // What can be done without goes first.
    var shown = Array(titles.indices)
    func width() -> Int { shown.reduce(0) { $0 + widths[$1] + 2 } - 2 }
    for column in [1, 2, 6, 4] where width() > columns { shown.removeAll { $0 == column } }
    return all.map { row in
      let cells = shown.map { column in
        let gap = String(repeating: " ", count: widths[column] - TextWidth.of(row[column]))
        return column < 4 ? row[column] + gap : gap + row[column]
      }
      let line = cells.joined(separator: "  ")
      return line.count <= columns ? line : line.prefix(max(1, columns - 1)) + "…"
    }
  }

  /// Without the batch: 64×112×112.
  private static func shape(_ shape: [Int]) -> String {
    shape.dropFirst().map { "\($0)" }.joined(separator: "×")
  }

  private static func number(_ value: Float) -> String { NumberText.short(Double(value)) }

  /// 25557032 → 25,557,032.
  static func grouped(_ count: Int) -> String {
    var text = ""
    for (index, digit) in "\(count)".reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}
