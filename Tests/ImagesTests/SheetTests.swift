import Boxes
import Foundation
import Images
import Tensors
import Testing

/// Pictures to look at, written to `FOVEA_SHEETS` or a temporary folder.
enum Sheets {
  static let folder: String? = {
    if let folder = ProcessInfo.processInfo.environment["FOVEA_SHEETS"] {
      try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      return folder
    }
    return try? temporaryFolder()
  }()

  static func write(_ picture: some Picture, _ name: String) throws {
    try picture.picture().write(to: "\(try #require(folder))/\(name).png")
  }
}

@Suite struct SheetTests {
  @Test func text() throws {
    let lines = [
      "The quick brown fox jumps over the lazy dog. PACK MY BOX WITH", "FIVE DOZEN LIQUOR JUGS",
      "0123456789 + − ± × ÷ = ≠ < > ≤ ≥ ≈ ∞ √ ° ² ³ → ← ↑ ↓ % & @ # $",
      "Tensor [1, 64, 18, 24]  min 0  max 4.81  μ 0.37  σ 0.58 · 1.9 ms …",
      "(a) {b} [c] \"d\" 'e' `f` !? ; : , . – — _ ^ ~ | / \\ * αβγδεθλπρστφ ΔΣΩ",
      "sheep 0.97  IoU ≥ 0.5  äöü éèê ñ å ÄÖÜ ß ‘x’ “y” § •",
      "Illegal1lI0O rn m cl d W w ffi fj gy Qq",
    ]
    var sheet = try Image(width: 760, height: 900)
    var y = 8
    for style in [
      TextStyle.small, TextStyle(size: 12), .medium, TextStyle(size: 14, isBold: true),
      TextStyle(size: 16), .large, TextStyle(size: 22),
    ] {
      for line in lines.prefix(style.size > 14 ? 4 : 7) {
        sheet.draw(text: line, x: 8, y: y, style: style)
        y += style.lineHeight
      }
      y += 6
    }
    try Sheets.write(sheet, "text")
    try Sheets.write(
      sheet.cropped(to: .init(x1: 0, y1: 0, x2: 400, y2: 260)).scaled(by: 3), "text-zoom")
  }
}

extension SheetTests {
  /// Sky, ground and noise, to try labels on every background.
  static func scene() throws -> Image {
    var image = try Image(width: 192, height: 144, color: Color(120, 180, 230))
    image.fill(.rectangle(x: 0, y: 70, width: 192, height: 74), with: .solid(Color(70, 140, 60)))
    image.fill(.circle(center: Point(60, 90), radius: 22), with: .solid(.white))
    image.fill(.circle(center: Point(140, 60), radius: 14), with: .solid(Color(30, 30, 40)))
    return image
  }

  @Test func boxes() throws {
    let names = ["background", "person", "sheep", "cat", "dog", "tree", "house", "tractor", "kite"]
    let detections = [
      Detection(box: Box(x1: 38, y1: 68, x2: 82, y2: 112), classIndex: 2, score: 0.974),
      Detection(box: Box(x1: 44, y1: 70, x2: 92, y2: 116), classIndex: 4, score: 0.61),
      Detection(box: Box(x1: 126, y1: 46, x2: 154, y2: 74), classIndex: 8, score: 0.88),
      Detection(box: Box(x1: 160, y1: 2, x2: 191, y2: 30), classIndex: 7, score: 0.5),
      Detection(box: Box(x1: -10, y1: -10, x2: 30, y2: 60), classIndex: 6, score: 0.7),
      Detection(box: Box(x1: 100, y1: 110, x2: 180, y2: 200), classIndex: 1, score: 0.999),
      Detection(box: Box(x1: 2, y1: 120, x2: 22, y2: 141), classIndex: 3, score: 0.55),
      Detection(box: Box(x1: 95, y1: 20, x2: 112, y2: 64), classIndex: 5, score: 0.55),
    ]
    let truth = detections.map { $0.box.moved(x: 3, y: -4).enlarged(by: 0.95) }
    try Sheets.write(
      Self.scene().drawing(detections, classNames: names, truth: truth), "detections")
    try Sheets.write(
      Self.scene().drawing(
        detections, classNames: names, style: .init(thickness: 1, smallestSide: 0)
      )
      .scaled(by: 3), "detections-small")
  }

  @Test func shapes() throws {
    var sheet = try Image(width: 520, height: 300)
    try sheet.draw(Box(x1: 10, y1: 10, x2: 110, y2: 90), color: .blue, label: "solid 2")
    try sheet.draw(
      Box(x1: 130, y1: 30, x2: 230, y2: 90), color: .red, thickness: 1, label: "solid 1")
    try sheet.draw(
      Box(x1: 250, y1: 30, x2: 350, y2: 90), color: .green, thickness: 3, pattern: .dashed,
      label: "dashed 3")
    try sheet.draw(
      Box(x1: 370, y1: 30, x2: 470, y2: 90), color: .orange, thickness: 2, pattern: .dotted,
      label: "dotted 2")
    try sheet.draw(
      polygon: [Point(20, 200), Point(70, 120), Point(120, 190), Point(80, 170)],
      fill: Color.cyan.withAlpha(0.4), style: LineStyle(.blue))
    try sheet.draw(
      circle: Point(180, 160), radius: 40, fill: Color.yellow.withAlpha(0.5),
      style: LineStyle(.black, thickness: 3))
    try sheet.draw(
      circle: Point(280, 160), radius: 40,
      style: LineStyle(.magenta, thickness: 2, pattern: .dashed))
    try sheet.draw(
      arrowFrom: Point(340, 200), to: Point(400, 120), style: LineStyle(.black, thickness: 2))
    try sheet.draw(
      arrowFrom: Point(420, 120), to: Point(500, 200), style: LineStyle(.red, thickness: 4))
    try sheet.draw(
      arrowFrom: Point(420, 210), to: Point(500, 210), style: LineStyle(.grey, thickness: 1))
    try sheet.draw(
      line: [Point(20, 230), Point(200, 260), Point(300, 220), Point(500, 280)],
      style: LineStyle(.blue, thickness: 2, pattern: .dotted))
    try sheet.draw(
      line: [Point(20, 250), Point(200, 280), Point(300, 240), Point(500, 295)],
      style: LineStyle(.green, thickness: 1.5))
    try sheet.draw(
      mask: Mask(width: 520, height: 300, filling: Box(x1: 200, y1: 20, x2: 300, y2: 60)),
      color: .magenta, opacity: 0.3)
    try Sheets.write(sheet, "shapes")
  }
}

extension SheetTests {
  /// Bumps of many shapes and sizes: [C, H, W].
  static func maps(_ channels: Int, _ height: Int, _ width: Int) throws -> Tensor {
    var values: [Float] = []
    for c in 0..<channels {
      for y in 0..<height {
        for x in 0..<width {
          let wave =
            sin(Float(x) * 0.15 * Float(c % 5 + 1)) * cos(Float(y) * 0.2 * Float(c % 3 + 1))
          values.append(wave * Float(c + 1))
        }
      }
    }
    return try Tensor(values, shape: [channels, height, width])
  }

  @Test func heatMaps() throws {
    try Sheets.write(Self.maps(1, 18, 24), "heat-map")
    let kernel = try Tensor([-1, 0, 1, -2, 0.25, 2, -1, .nan, 1234.5], shape: [3, 3])
    try Sheets.write(kernel, "kernel")
    try Sheets.write(kernel.heatMap(range: -2...2, colors: .diverging), "kernel-diverging")
    try Sheets.write(Self.maps(32, 18, 24), "mosaic")
    try Sheets.write(
      Self.maps(6, 18, 24).mosaic(range: .shared, colors: .diverging, title: "conv1, shared range"),
      "mosaic-shared")
    var hot = [Float](repeating: 0.02, count: 9 * 12)
    hot[5 * 12 + 4] = 0.97
    hot[5 * 12 + 3] = 0.7
    hot[3 * 12 + 8] = 0.5
    try Sheets.write(
      Self.scene().drawing(heatMap: Tensor(hot, shape: [9, 12]), range: 0...1), "overlay")
    try Sheets.write(
      Self.scene().drawing(
        heatMap: Tensor(hot, shape: [9, 12]), in: Box(x1: 16, y1: 16, x2: 176, y2: 128),
        colors: .viridis), "overlay-frame")
    let strips = try Colormap.allCases.map { map in
      try Tensor((0..<256).map { Float($0) }, shape: [1, 256]).heatMap(colors: map, showsBar: false)
        .resized(width: 400, height: 40)
    }
    try Sheets.write(
      Image.grid(strips, captions: Colormap.allCases.map(\.rawValue), columns: 1), "colormaps")
    try Sheets.write(
      Image.grid(
        (0..<10).map { try Image(width: 60, height: 40, color: Palette.color($0)) },
        captions: (0..<10).map { "class \($0)" }, title: "Palette"), "palette")
    try Sheets.write(
      Self.scene().beside(
        Self.scene().grey(), captions: ("colour", "its luma, as the network sees a grey picture")),
      "beside")
  }

  @Test func charts() throws {
    let steps = (0..<200).map { Float($0) }
    let loss = steps.map { 2.2 * exp(-$0 / 40) + 0.05 * sin($0 * 1.7) + 0.1 }
    let other = steps.map { 2.2 * exp(-$0 / 60) + 0.02 * sin($0 * 0.7) + 0.2 }
    try Sheets.write(
      Chart(title: "Training the crop classifier", x: "step", y: "cross-entropy").line(
        "training", loss
      ).line("validation", x: steps.map { $0 * 1 }, y: other).rule("goal", y: 0.3), "chart-lines")
    try Sheets.write(
      Chart(title: "Loss, logarithmic", x: "step", y: "loss").line(
        "training", x: steps.map { $0 + 1 }, y: loss
      ).logarithmicX().logarithmicY(), "chart-log")
    try Sheets.write(
      Chart(title: "Average precision by class", y: "AP").bars(
        ["person", "sheep", "cat", "dog", "tree", "house", "tractor", "kite"],
        [0.81, 0.9, 0.55, 0.61, 0.7, 0.93, 0.88, .nan], series: "Faster R-CNN"
      ).bars(
        ["person", "sheep", "cat", "dog", "tree", "house", "tractor", "kite"],
        [0.71, 0.8, 0.45, 0.51, 0.6, 0.83, 0.8, 0.5], series: "YOLO"), "chart-bars")
    try Sheets.write(
      Chart(title: "Milliseconds per scene", y: "ms").bars(
        (1...14).map { "a long name \($0)" }, (1...14).map { Float($0 * $0) * 1000 }), "chart-names"
    )
    try Sheets.write(
      Chart(title: "AP against time", x: "ms per scene", y: "AP").points(
        "two-stage", x: [30, 55, 80], y: [0.7, 0.75, 0.81]
      ).points("one-stage", x: [8, 12, 20], y: [0.55, 0.6, 0.68]).line(
        "frontier", [Point(8, 0.55), Point(20, 0.68), Point(80, 0.81)]
      ).ranging(x: 0...100, y: 0...1), "chart-points")
    try Sheets.write(Tensor([0.1, -0.5, 3, 2.25]), "vector")
    try Sheets.write(Chart(title: "Nothing"), "chart-empty")
  }
}
