import Images

// K classes; row t, column p.

extension ConfusionMatrix: Picture {
  /// The counts as a table with the classes' names: rows are the truth, columns the answers. A
  /// cell's colour is its share of its row, from dark (none) to bright (all).
  ///
  /// - Throws: `EvaluationError` for more than 60 classes, which no page can hold.
  /// - Example:
  ///       let confusion = try ConfusionMatrix(
  ///         classNames: ["cat", "dog"], truths: [0, 0, 1, 1], predictions: [0, 0, 0, 1])
  ///       try confusion.picture()
  public func picture() throws -> Image {
    guard classNames.count <= 60 else {
      throw EvaluationError(
        operation: "ConfusionMatrix.picture", expected: "at most 60 classes",
        found: "\(classNames.count)")
    }
    let (names, heading, number) = (TextStyle.small, TextStyle(size: 14, isBold: true), TextStyle())
    let widest = min(120, classNames.map { names.width(of: $0) }.max() ?? 0)
    let (cellWidth, cellHeight) = (max(44, widest + 10), 36)
    let left = heading.lineHeight + 14 + widest
    let top = heading.lineHeight + names.lineHeight + 18
    var image = try Image(
      width: left + classNames.count * cellWidth + 8,
      height: top + classNames.count * cellHeight + 8,
      color: .white)
    let middle = (x: classNames.count * cellWidth / 2, y: classNames.count * cellHeight / 2)
    image.draw(centered: "answer", x: left + middle.x, y: 6, style: heading)
    image.draw(upwards: "truth", x: 4, y: top + middle.y, style: heading)
    for (k, name) in classNames.enumerated() {
      let short = names.fitted(name, width: widest)
      image.draw(
        centered: short, x: left + k * cellWidth + cellWidth / 2, y: top - names.lineHeight - 4,
        style: names)
      image.draw(
        text: short, x: left - names.width(of: short) - 6,
        y: top + k * cellHeight + (cellHeight - names.lineHeight) / 2, style: names)
    }
    for (t, row) in counts.enumerated() {
      for (p, count) in row.enumerated() {
        let color = Colormap.viridis.color(Float(count) / Float(max(1, truths(t))))
        let (x, y) = (left + p * cellWidth, top + t * cellHeight)
        let corners = [
          (x, y), (x + cellWidth, y), (x + cellWidth, y + cellHeight), (x, y + cellHeight),
        ]
        try image.draw(polygon: corners.map { Point(Float($0.0), Float($0.1)) }, fill: color)
        guard count > 0 else { continue }
        image.draw(
          centered: "\(count)", x: x + cellWidth / 2,
          y: y + cellHeight / 2 - number.ascent + number.capitalHeight / 2,
          style: number.colored(color.textColor))
      }
    }
    return image
  }
}
