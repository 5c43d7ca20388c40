/// Everything around the data: title, legend, axes with marks, grid; and where a number stands.
struct ChartFrame {
  let left, top, plotWidth, plotHeight: Int
  let vertical: Axis
  private let horizontal: Axis?  // nil for bars
  private let chart: Chart
  private let turnsNames: Bool
  private static let small = TextStyle.small
  private static let gridColor = Color(hex: 0xE4E4E4)
  private static let axisColor = Color(hex: 0x444444)

  /// Measures, and draws the title and the legend, whose height decides what is left.
  init(_ chart: Chart, on sheet: inout Image) {
    self.chart = chart
    let small = Self.small
    var top = 10
    if !chart.title.isEmpty {
      let style = TextStyle(size: 16, isBold: true)
      let title = style.fitted(chart.title, width: chart.width - 20)
      sheet.draw(centered: title, x: chart.width / 2, y: top, style: style)
      top += style.lineHeight + 2
    }
    top = Self.drawLegend(chart, top: top, on: &sheet) + 8

    // The vertical axis first: the width of its labels decides how much is left for the other.
    let roughHeight = max(40, chart.height - top - 50)
    let values = chart.series.lazy.flatMap(\.y) + chart.rules.lazy.map(\.y)
    let extent = chart.extent(
      Array(values), asked: chart.yRange, isLogarithmic: chart.isLogarithmicY,
      includesZero: chart.isBarChart && !chart.isLogarithmicY)
    var (low, high) = extent
    if chart.isBarChart, chart.yRange == nil, !chart.isLogarithmicY {
      // Room for the numbers over the bars.
      high += high > 0 ? (high - low) * 0.06 : 0
      low -= low < 0 ? (high - low) * 0.06 : 0
    }
    vertical = Axis(
      low: low, high: high, room: roughHeight, perLabel: 36,
      isLogarithmic: chart.isLogarithmicY, rounding: chart.yRange == nil)
    let labelWidth = vertical.ticks.map { small.width(of: $0.label) }.max() ?? 0
    let yLabelWidth = chart.yLabel.isEmpty ? 0 : small.lineHeight + 6
    left = min(10 + yLabelWidth + labelWidth + 8, chart.width / 2)
    plotWidth = max(40, chart.width - left - 18)

    var bottom = 12 + small.lineHeight + (chart.xLabel.isEmpty ? 0 : small.lineHeight + 4)
    if chart.isBarChart {
      horizontal = nil
      let names = chart.series[0].names
      let slot = plotWidth / max(1, names.count)
      let widest = names.map { small.width(of: $0) }.max() ?? 0
      turnsNames = widest > slot - 4
      if turnsNames { bottom += min(widest, chart.height / 3) - small.lineHeight + 4 }
    } else {
      turnsNames = false
      let (low, high) = chart.extent(
        chart.series.flatMap(\.x), asked: chart.xRange, isLogarithmic: chart.isLogarithmicX,
        includesZero: false)
      horizontal = Axis(
        low: low, high: high, room: plotWidth, perLabel: 64, isLogarithmic: chart.isLogarithmicX)
    }
    self.top = top
    plotHeight = max(40, chart.height - top - bottom)
  }

  // Where a number stands on the plot; nil when it cannot stand anywhere.

  func y(_ value: Float) -> Float? {
    guard value.isFinite, !vertical.isLogarithmic || value > 0 else { return nil }
    let place = 1 - vertical.place(Double(value))
    return Float(min(max(place, -10), 10) * Double(plotHeight - 1)) + 0.5
  }

  func point(_ x: Float, _ value: Float) -> Point? {
    guard let horizontal, let y = y(value), x.isFinite, !horizontal.isLogarithmic || x > 0
    else { return nil }
    let place = min(max(horizontal.place(Double(x)), -10), 10)
    // A little room at both ends, so that dots are whole.
    return Point(Float(6 + place * Double(plotWidth - 12)), y)
  }

  func drawGrid(on plot: inout Image) {
    for tick in vertical.ticks {
      let row = min(
        plotHeight - 1, max(0, Int(((1 - tick.place) * Double(plotHeight - 1)).rounded())))
      for x in 0..<plotWidth { plot.blend(Self.gridColor, x: x, y: row) }
    }
    for tick in horizontal?.ticks ?? [] {
      let column = Int((6 + tick.place * Double(plotWidth - 12)).rounded())
      for y in 0..<plotHeight { plot.blend(Self.gridColor, x: column, y: y) }
    }
  }

  func drawAxes(on sheet: inout Image) {
    let small = Self.small
    let ink = Self.axisColor
    for y in top..<top + plotHeight { sheet.blend(ink, x: left - 1, y: y) }
    // Bars stand on zero, wherever that is.
    let base = chart.isBarChart && !vertical.isLogarithmic ? wholeFloor(y(0) ?? 0) : plotHeight - 1
    for x in left - 1..<left + plotWidth {
      sheet.blend(ink, x: x, y: top + min(max(base, 0), plotHeight - 1))
    }
    for tick in vertical.ticks {
      let row = top + Int(((1 - tick.place) * Double(plotHeight - 1)).rounded())
      for x in left - 5..<left - 1 { sheet.blend(ink, x: x, y: row) }
      sheet.draw(
        text: tick.label, x: left - 8 - small.width(of: tick.label),
        y: row - small.ascent + small.capitalHeight / 2 + 1, style: small)
    }
    let below = top + plotHeight
    for tick in horizontal?.ticks ?? [] {
      let column = left + Int((6 + tick.place * Double(plotWidth - 12)).rounded())
      for y in below..<below + 4 { sheet.blend(ink, x: column, y: y) }
      sheet.draw(centered: tick.label, x: column, y: below + 6, style: small)
    }
    drawNames(below: below, on: &sheet)
    if !chart.xLabel.isEmpty {
      sheet.draw(
        centered: chart.xLabel, x: left + plotWidth / 2,
        y: sheet.height - small.lineHeight - 5, style: small)
    }
    if !chart.yLabel.isEmpty {
      let label = small.fitted(chart.yLabel, width: plotHeight)
      sheet.draw(upwards: label, x: 6, y: top + plotHeight / 2, style: small)
    }
  }

  private func drawNames(below: Int, on sheet: inout Image) {
    guard chart.isBarChart else { return }
    let small = Self.small
    let names = chart.series[0].names
    let slot = Float(plotWidth) / Float(max(1, names.count))
    for (index, name) in names.enumerated() {
      let middle = left + Int((Float(index) + 0.5) * slot)
      if turnsNames {
        let label = small.fitted(name, width: chart.height / 3)
        sheet.draw(
          upwards: label, x: middle - small.lineHeight / 2,
          y: below + 6 + small.width(of: label) / 2, style: small)
      } else {
        sheet.draw(centered: name, x: middle, y: below + 5, style: small)
      }
    }
  }

  /// One line of names with their colours, more when they do not fit.
  ///
  /// - Returns: where the legend ends.
  private static func drawLegend(_ chart: Chart, top: Int, on sheet: inout Image) -> Int {
    let entries = chart.series.enumerated().filter { !$0.element.name.isEmpty }
    guard !entries.isEmpty else { return top }
    let (swatch, space) = (20, 18)
    let limit = chart.width - 24
    var lines: [[(index: Int, name: String, width: Int)]] = [[]]
    var used = 0
    for (index, one) in entries {
      let name = small.fitted(one.name, width: limit - swatch - 6)
      let width = swatch + 6 + small.width(of: name)
      if used > 0, used + space + width > limit {
        lines.append([])
        used = 0
      }
      used += (used > 0 ? space : 0) + width
      lines[lines.count - 1].append((index, name, width))
    }
    var y = top
    for line in lines {
      let total = line.reduce(0) { $0 + $1.width } + space * (line.count - 1)
      var x = (chart.width - total) / 2
      for entry in line {
        let color = chart.color(ofSeries: entry.index)
        let middle = y + small.ascent - small.capitalHeight / 2
        let kind = chart.series[entry.index].kind
        let size = kind == .line || kind == .outline ? 3 : 10
        let sign =
          kind == .points
          ? Path.circle(center: Point(Float(x + swatch / 2), Float(middle)), radius: 4)
          : Path.rectangle(
            x: Float(x), y: Float(middle - size / 2), width: Float(swatch), height: Float(size))
        sheet.fill(sign, with: .solid(color))
        sheet.draw(text: entry.name, x: x + swatch + 6, y: y, style: small)
        x += entry.width + space
      }
      y += small.lineHeight + 2
    }
    return y
  }
}
