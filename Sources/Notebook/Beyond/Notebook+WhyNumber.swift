import Fovea
import LessonKit
import LessonSwift

extension Notebook {
  /// `:why features[0, 12, 5, 7]`: the pixels behind one number, and the operations that made it.
  func whyNumber(_ argument: String) {
    var text = argument
    let wantsGradient = text.hasSuffix("--gradient")
    if wantsGradient { text = String(text.dropLast("--gradient".count)).trimmingSpaces }
    do {
      let element = try ElementReference(text, in: engine)
      guard let chain = OriginChain(of: element.tensor) else {
        return printer.remark(
          "\(element.expression) does not come from a picture by operations that were recorded: "
            + "values read from files or typed in have no history")
      }
      guard element.indices.count >= 2, element.tensor.rank >= 3 else {
        return printer.remark(
          "\(element.expression) has no rows and columns any more, so each of its numbers saw "
            + "everything that went in")
      }
      beginPictures()
      let (row, column) = (element.indices[element.indices.count - 2], element.indices.last ?? 0)
      let box = chain.box(row: row, column: column)
      let number = element.indices.count == 4 ? element.indices[0] : 0
      let image = try chain.image(number)
      tell(chain, element, box, image)
      if wantsGradient {
        try showGradient(element, chain, box, image, number)
      } else {
        let factor = image.annotationFactor(smallestSide: 480)
        show(
          try image.scaled(by: factor).drawing(
            box.scaled(by: Float(factor)), color: .yellow, thickness: 3),
          caption: "What \(element.text) saw")
      }
    } catch let failure as CellFailure {
      refuse(failure)
    } catch let complaint as ElementReference.Complaint {
      printer.remark(complaint.message)
    } catch {
      printer.remark("\(error)")
    }
  }

  private func tell(
    _ chain: OriginChain, _ element: ElementReference, _ box: Box, _ image: Image
  ) {
    let value = (try? element.tensor.value(at: element.indices)) ?? .nan
    printer.remark("\(element.text) is \(NumberText.short(Double(value)))")
    let rows = chain.rows
    let widths = (0..<4).map { index in rows.map { TextWidth.of($0[index]) }.max() ?? 0 }
    for row in rows {
      let line = row.enumerated().map { index, text in
        text + String(repeating: " ", count: widths[index] - TextWidth.of(text))
      }.joined(separator: "  ")
      terminal.writeLine("   " + line)
    }
    let seen = box.clipped(width: image.width, height: image.height)
    let isCut = seen != box
    func text(_ value: Float) -> String { NumberText.short(Double(value)) }
    printer.remark(
      "it saw columns \(text(seen.x1)) to \(text(seen.x2)) and rows \(text(seen.y1)) to "
        + "\(text(seen.y2)) of a picture of \(image.width)×\(image.height)"
        + (isCut ? "; the rest of its field of \(text(box.width)) px is padding" : ""))
  }

  // MARK: Which pixels really moved it

  private func showGradient(
    _ element: ElementReference, _ chain: OriginChain, _ box: Box, _ image: Image, _ number: Int
  ) throws {
    let gradient = try pictureGradient(element, chain)  // of the picture's own shape
    let one = gradient.rank == 4 ? try gradient[min(number, gradient.shape[0] - 1)] : gradient
    let strength = try one.abs().sum(axes: [0])  // [H, W]
    let values = strength.values
    let total = values.reduce(0) { $0 + Double($1) }
    guard total > 0 else {
      return printer.remark(
        "no pixel moves it: its gradient is 0 everywhere, as behind a ReLU that is off")
    }
    var (sum, count) = (0.0, 0)
    for value in values.sorted(by: >) where sum < total / 2 {
      sum += Double(value)
      count += 1
    }
    // Rounding leaves crumbs where no path leads: far below the least real gradient.
    let crumb = (values.max() ?? 0) * 1e-5
    let moved = values.count { $0 > crumb }
    printer.remark(
      "\(moved) of \(values.count) pixels move it at all; half of the movement comes from \(count)")
    let map = try image.drawing(heatMap: strength)
    let factor = Float(image.annotationFactor(smallestSide: 480))
    show(
      try map.drawing(box.scaled(by: factor), color: .cyan, thickness: 2),
      caption: "Which pixels move \(element.text)")
  }

  /// The gradient of one number by the picture: the cells between are run again, with the picture
  /// as a parameter.
  private func pictureGradient(
    _ element: ElementReference, _ chain: OriginChain
  ) throws -> Tensor {
    let leaf = engine.values.last { named in
      (named.value.payload as? Tensor).map { $0.isSameMemory(as: chain.picture) } == true
    }
    guard let leaf else {
      throw ElementReference.Complaint(
        message: "the picture it comes from has no name of its own, so it cannot be varied: "
          + "`let pixels = try picture.tensor()` first, and compute from `pixels`")
    }
    return try withVariablesKept {
      let pixels = Parameter(chain.picture, name: leaf.name)
      let records = Dependents.records(of: leaf.name, in: engine.log)
      try engine.define(leaf.name, pixels.tracked)
      for record in records {
        let result = engine.run(record.source, file: record.file, line: record.line)
        if let failure = result.failure { throw failure }
      }
      guard let tensor = try engine.value(of: element.expression).get().payload as? Tensor else {
        throw ElementReference.Complaint(message: "‘\(element.expression)’ is no tensor")
      }
      var chosen = tensor
      for index in element.indices { chosen = try chosen[index] }
      guard chosen.isTracked else {
        throw ElementReference.Complaint(
          message: "\(element.expression) was computed without gradients (or from other numbers "
            + "than \(leaf.name)'s), so nothing can be said of what moved it")
      }
      try chosen.sum().backward()
      return try pixels.gradient ?? Tensor.zeros(chain.picture.shape)
    }
  }
}

extension Tensor {
  /// One number.
  fileprivate func value(at indices: [Int]) throws -> Float {
    var rest = self
    for index in indices { rest = try rest[index] }
    return try rest.item()
  }

  /// Whether both are views of the same numbers.
  fileprivate func isSameMemory(as other: Tensor) -> Bool {
    shape == other.shape && withFloats { a in other.withFloats { b in a == b } }
  }
}
