extension Image {
  /// This picture with a colour bar at its right: what the colours stand for.
  func withColorBar(_ range: ValueRange, _ colors: Colormap) throws -> Image {
    let style = TextStyle.small
    let barHeight = max(height, 96)
    let axis = Axis(
      low: Double(range.low), high: Double(range.high), room: barHeight, perLabel: 34)
    let labelWidth = axis.ticks.map { style.width(of: $0.label) }.max() ?? 0
    let (gap, barWidth, tick) = (10, 14, 4)
    let margin = style.capitalHeight / 2 + 1
    let wholeHeight = max(height, barHeight) + 2 * margin
    var sheet = try Image(
      width: width + gap + barWidth + tick + 4 + labelWidth + 2, height: wholeHeight)
    sheet.paste(rgb(), x: 0, y: (wholeHeight - height) / 2)
    let (left, top) = (width + gap, (wholeHeight - barHeight) / 2)
    for y in 0..<barHeight {
      let color = colors.color(1 - (Float(y) + 0.5) / Float(barHeight))
      for x in left..<left + barWidth { sheet.blend(color, x: x, y: top + y) }
    }
    for mark in axis.ticks {
      let y = top + min(barHeight - 1, Int((1 - mark.place) * Double(barHeight)))
      for x in left + barWidth..<left + barWidth + tick { sheet.blend(.black, x: x, y: y) }
      sheet.draw(
        text: mark.label, x: left + barWidth + tick + 4,
        y: y - style.ascent + style.capitalHeight / 2 + 1, style: style)
    }
    return sheet
  }
}
