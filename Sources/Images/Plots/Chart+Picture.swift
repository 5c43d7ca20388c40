import Boxes

extension Chart: Picture {
  /// The chart on white paper.
  ///
  /// - Throws: `ImageError` when lists differ in length, when lines and bars are mixed, or for a
  ///   size under 160×120.
  /// - Example: `try Chart(title: "Loss").line("training", [3, 2, 1.5]).picture()`
  public func picture() throws -> Image {
    try check()
    var sheet = try Image(width: width, height: height)
    let frame = ChartFrame(self, on: &sheet)
    // Data is drawn on paper of its own, so that nothing leaves the axes.
    var plot = try Image(width: frame.plotWidth, height: frame.plotHeight)
    frame.drawGrid(on: &plot)
    if isBarChart {
      drawBars(frame, on: &plot)
    } else {
      for (index, one) in series.enumerated() { draw(one, index, frame, on: &plot) }
    }
    drawRules(frame, on: &plot)
    if !series.contains(where: { one in one.y.contains(where: \.isFinite) }) {
      let style = TextStyle.medium.colored(.grey)
      plot.draw(
        centered: "no data", x: plot.width / 2, y: (plot.height - style.lineHeight) / 2,
        style: style)
    }
    sheet.paste(plot, x: frame.left, y: frame.top)
    frame.drawAxes(on: &sheet)
    return sheet
  }

  static func color(_ index: Int) -> Color { Palette.lines[index % Palette.lines.count] }

  /// Outlines are drawn over points of every colour, so in none of them.
  func color(ofSeries index: Int) -> Color {
    series[index].kind == .outline ? Color(hex: 0x333333) : Chart.color(index)
  }

  private func draw(_ one: Series, _ index: Int, _ frame: ChartFrame, on plot: inout Image) {
    let color = color(ofSeries: index)
    var parts: [[Point]] = [[]]
    for (x, y) in zip(one.x, one.y) {
      if let point = frame.point(x, y) {
        parts[parts.count - 1].append(point)
      } else if parts.last?.isEmpty == false {
        parts.append([])
      }
    }
    let count = parts.reduce(0) { $0 + $1.count }
    for part in parts {
      if one.kind == .area { plot.fill(.polygon(part), with: .solid(color.withAlpha(0.35))) }
      if one.kind != .points {
        let style = LineStyle(color, thickness: 2)
        plot.stroke(Chart.thinned(part, columns: frame.plotWidth), style)
      }
      // Dots show where the numbers are, as long as there is room for them.
      let hasRoom = count * 14 <= frame.plotWidth || part.count == 1
      guard one.kind == .points || (one.kind == .line && hasRoom) else { continue }
      // A cloud of many has small dots that let others through.
      let isCloud = one.kind == .points && count > 150
      let ink = isCloud ? color.withAlpha(0.55) : color
      let radius: Float = count > 1000 && isCloud ? 1.6 : isCloud ? 2.2 : 3.2
      for point in part { plot.fill(.circle(center: point, radius: radius), with: .solid(ink)) }
    }
  }

  /// A line with far more points than columns, reduced to the first, least, greatest and last of
  /// each column: it looks the same.
  static func thinned(_ points: [Point], columns: Int) -> [Point] {
    guard points.count > columns * 4 else { return points }
    let size = points.count / columns + 1
    return stride(from: 0, to: points.count, by: size).flatMap { start -> [Point] in
      let bucket = points[start..<min(start + size, points.count)]
      let low = bucket.indices.min { bucket[$0].y < bucket[$1].y } ?? start
      let high = bucket.indices.max { bucket[$0].y < bucket[$1].y } ?? start
      return Set([start, low, high, bucket.endIndex - 1]).sorted().map { points[$0] }
    }
  }

  private func drawBars(_ frame: ChartFrame, on plot: inout Image) {
    let groups = series[0].names.count
    guard groups > 0 else { return }
    let slot = Float(frame.plotWidth) / Float(groups)
    let barWidth = min(64, slot * 0.76 / Float(series.count))
    let style = TextStyle.small
    for (s, one) in series.enumerated() {
      for (g, value) in one.y.enumerated() {
        let left = ((Float(g) + 0.5) * slot + (Float(s) - Float(series.count) / 2) * barWidth)
          .rounded()
        guard let zero = frame.y(isLogarithmicY ? Float(frame.vertical.low) : 0),
          let end = frame.y(value)
        else { continue }
        let width = max(1, (barWidth - (series.count > 1 ? 1 : 0)).rounded())
        let (top, bottom) = (min(zero, end).rounded(), max(zero, end).rounded())
        plot.fill(
          .rectangle(x: left, y: top, width: width, height: max(1, bottom - top)),
          with: .solid(Chart.color(s)))
        let label = shortNumber(value)
        guard style.width(of: label) <= Int(max(barWidth, slot * 0.9 / Float(series.count)))
        else { continue }
        let above = value >= 0
        plot.draw(
          centered: label, x: Int(left + width / 2),
          y: above ? Int(top) - style.lineHeight + 1 : Int(bottom) + 1, style: style)
      }
    }
  }

  private func drawRules(_ frame: ChartFrame, on plot: inout Image) {
    let style = TextStyle.small.colored(Color(hex: 0x555555))
    for rule in rules {
      guard let y = frame.y(rule.y) else { continue }
      let row = y.rounded(.down) + 0.5
      let line = LineStyle(style.color, thickness: 1, pattern: .dashed)
      plot.stroke([Point(0, row), Point(Float(plot.width), row)], line)
      let above = wholeFloor(row) - style.lineHeight
      plot.draw(
        text: rule.name, x: plot.width - style.width(of: rule.name) - 4,
        y: above >= 0 ? above : wholeFloor(row) + 2, style: style)
    }
  }
}
