/// One matrix as a small picture: its colours, its size, its numbers.
enum MapTile {
  static func colored(
    _ values: [Float], _ width: Int, _ height: Int, _ range: ValueRange, _ colors: Colormap
  ) throws -> Image {
    var image = try Image(width: width, height: height)
    let table = colors.table()
    for (i, value) in values.enumerated() {
      let t = range.unit(value)
      let color = t.isNaN ? Colormap.missing : table[Int((min(max(t, 0), 1) * 255).rounded())]
      image.samples[3 * i] = color.red
      image.samples[3 * i + 1] = color.green
      image.samples[3 * i + 2] = color.blue
    }
    return image
  }

  /// Pixels a cell of one matrix gets: enough to see it, and to read its number when there are few.
  static func cellSize(_ width: Int, _ height: Int) -> Int {
    let longest = max(width, height)
    if longest <= 12 { return 48 }
    return max(1, (480 + longest / 2) / longest)
  }

  static func tileFactor(_ width: Int, _ height: Int, count: Int) -> Int {
    // About a thousand pixels for a row, and no tile under 40 pixels or over 240.
    let columns = max(1, Int((Double(count) * 4 / 3).squareRoot().rounded(.up)))
    let side = max(40, min(240, 960 / columns))
    return max(1, side / max(width, height))
  }

  /// Brings a small crop to about 64 pixels.
  static func cropFactor(_ image: Image) -> Int {
    max(1, 64 / max(image.width, image.height))
  }

  static func writeNumbers(
    _ values: [Float], _ width: Int, cell: Int, on image: inout Image, _ map: Image
  ) {
    guard cell >= 40 else { return }
    for (i, value) in values.enumerated() {
      let text = shortNumber(value)
      let large = TextStyle.medium.width(of: text) <= cell - 6
      var style = large ? TextStyle.medium : TextStyle.small
      style.color = map.color(atX: i % width, y: i / width).textColor
      let middle = i / width * cell + cell / 2
      image.draw(
        centered: style.fitted(text, width: cell), x: i % width * cell + cell / 2,
        y: middle - style.ascent + style.capitalHeight / 2, style: style)
    }
  }
}
