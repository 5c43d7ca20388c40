import Boxes
import Foundation
import Testing

@testable import Images

@Suite struct HistogramTests {
  /// The heights of the bins, read off the stairs.
  private func heights(_ chart: Chart) -> [Float] {
    let y = chart.series[0].y
    return stride(from: 1, to: y.count - 1, by: 2).map { y[$0] }
  }

  @Test func countsEveryNumberOnce() {
    let chart = Chart().histogram("", [0, 0.5, 1, 1.99, 2, 4, .nan, .infinity], bins: 4)
    #expect(heights(chart) == [2, 2, 1, 1])  // 4 is in the last bin
    #expect(chart.series[0].x.first == 0 && chart.series[0].x.last == 4)
    #expect(chart.series[0].y.first == 0 && chart.series[0].y.last == 0)
  }

  @Test func whatLiesOutsideTheRangeIsLeftOut() {
    let chart = Chart().histogram("", [-1, 0, 1, 2, 3], bins: 2, range: 0...2)
    #expect(heights(chart) == [1, 2])
  }

  @Test func logarithmicBinsHaveEqualRatios() {
    let chart = Chart().histogram("", [-5, 0, 1, 2, 9, 11, 99, 100], bins: 2, isLogarithmic: true)
    #expect(heights(chart) == [3, 3])
    #expect(abs(chart.series[0].x[2] - 10) < 1e-4)
  }

  @Test(arguments: [[Float](), [.nan], [3, 3, 3], [0]])
  func oddDataIsDrawnAllTheSame(_ values: [Float]) throws {
    for isLogarithmic in [false, true] {
      let chart = Chart().histogram("x", values, bins: -4, isLogarithmic: isLogarithmic)
      #expect(try chart.picture().width == chart.width)
    }
  }

  @Test func anchorsAreRectanglesFromTheOrigin() throws {
    let chart = Chart(
      boxSizes: [BoxSize(width: 4, height: 9)], anchors: [BoxSize(width: 10, height: 6)])
    #expect(chart.series[1].x.prefix(3) == [0, 10, 10])
    #expect(chart.series[1].y.prefix(3) == [6, 6, 0])
    #expect(chart.series[1].x[3].isNaN)  // a gap before the next one
  }

  @Test func boxesStandInTheSeriesOfTheirAnchor() throws {
    let sizes = [(4, 4), (5, 5), (40, 80)].map { BoxSize(width: Float($0.0), height: Float($0.1)) }
    var clusters = try AnchorClusters(sizes, anchors: [sizes[0], sizes[2]])
    clusters.run()
    let chart = Chart(clusters)
    #expect(chart.series.map(\.x.count) == [2, 1, 8])
    #expect(chart.series[0].name == "4.50×4.50")
  }
}

extension SheetTests {
  @Test func boxCharts() throws {
    var sizes: [BoxSize] = []
    for i in 0..<400 {
      let t = Float(i) * 0.618_034
      let (u, v) = (t - t.rounded(.down), sin(Float(i) * 1.7))
      let side: Float = i % 3 == 0 ? 14 : i % 3 == 1 ? 40 : 90
      sizes.append(
        BoxSize(width: side * (0.7 + 0.6 * u), height: side * (i % 2 == 0 ? 1.4 : 0.7) + v * 6))
    }
    let anchors = [sizes[0], sizes[1], sizes[5], sizes[8]]
    try Sheets.write(Chart(boxSizes: sizes, anchors: anchors), "box-sizes")
    var clusters = try AnchorClusters(sizes, anchors: anchors)
    try Sheets.write(Chart(clusters), "clusters-0")
    clusters.run()
    try Sheets.write(Chart(clusters), "clusters-settled")
    try Sheets.write(Chart(elbowOf: [0.38, 0.52, 0.63, 0.68, 0.71, 0.73, 0.745, 0.755]), "elbow")
    try Sheets.write(
      Chart(title: "Areas", x: "square pixels", y: "boxes")
        .histogram("all", sizes.map(\.area), bins: 30, isLogarithmic: true).logarithmicX(),
      "histogram")
  }
}
