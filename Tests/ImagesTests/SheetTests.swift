import Boxes
import Foundation
import Images
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
    try Sheets.write(Self.scene().drawing(detections, classNames: names), "detections")
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
