import Fovea
import LessonSwift

extension HostLibrary {
  /// Pictures: in and out, sizes, crops.
  mutating func addImages() {
    type(Image.self, named: "Image", help: "A picture of 8-bit samples.")
    type(ImageError.self, named: "ImageError")
    type(Color.self, named: "Color", help: "Red, green, blue and alpha, 0…255.")
    type(Point.self, named: "Point", help: "x to the right, y downwards.")
    type(Letterbox.self, named: "Letterbox", help: "A picture in a frame, and the way back.")
    enumeration(
      Resampling.self, named: "Resampling",
      cases: ["nearest": .nearest, "bilinear": .bilinear, "area": .area])
    enumeration(
      FlipDirection.self, named: "FlipDirection",
      cases: ["horizontal": .horizontal, "vertical": .vertical])

    initializer("init(contentsOf path: String) throws", of: Image.self, help: "Reads a PNG.") {
      (path: String) in try Image(contentsOf: path)
    }
    initializer(
      "init(example name: String) throws", of: Image.self,
      help: "A picture that ships with Fovea: \"pasture-01.png\"."
    ) { (name: String) in try Image(example: name) }
    initializer(
      "init(_ tensor: Tensor) throws", of: Image.self,
      help: "From [C, H, W] or [1, C, H, W], numbers in 0…1."
    ) { (tensor: Tensor) in try Image(tensor) }
    initializer(
      "init(width: Int, height: Int, color: Color = .white) throws", of: Image.self
    ) { (width: Int, height: Int, color: Color) in
      try Image(width: width, height: height, color: color)
    }
    property("width: Int", on: Image.self) { (image: Image) in image.width }
    property("height: Int", on: Image.self) { (image: Image) in image.height }
    property("channels: Int", on: Image.self) { (image: Image) in image.channels }
    method("func tensor() throws -> Tensor", on: Image.self, help: "[1, C, H, W], 0…1.") {
      (image: Image) in try image.tensor()
    }
    method("func grey() -> Image", on: Image.self) { (image: Image) in image.grey() }
    method("func pixel(x: Int, y: Int) throws -> Color", on: Image.self) {
      (image: Image, x: Int, y: Int) in try image.pixel(x: x, y: y)
    }
    method("func write(to path: String) throws", on: Image.self, help: "As a PNG.") {
      (image: Image, path: String) in try image.write(to: path)
    }
    method("func picture() -> Image", on: Image.self) { (image: Image) in image }
    addImageGeometry()
    addColors()
  }

  private mutating func addImageGeometry() {
    method(
      "func resized(width: Int, height: Int, by method: Resampling = .bilinear) throws -> Image",
      on: Image.self
    ) { (image: Image, width: Int, height: Int, method: Resampling) in
      try image.resized(width: width, height: height, by: method)
    }
    method("func scaled(by factor: Int) throws -> Image", on: Image.self, help: "Larger pixels.") {
      (image: Image, factor: Int) in try image.scaled(by: factor)
    }
    method("func fitted(within side: Int) throws -> Image", on: Image.self) {
      (image: Image, side: Int) in try image.fitted(within: side)
    }
    method("func cropped(to box: Box) throws -> Image", on: Image.self) {
      (image: Image, box: Box) in try image.cropped(to: box)
    }
    method(
      "func crops(of boxes: [Box], width: Int, height: Int, by method: Resampling = .bilinear) "
        + "throws -> Tensor", on: Image.self,
      help: "Each box cut out and resized: [N, 3, height, width]."
    ) { (image: Image, boxes: [Box], width: Int, height: Int, method: Resampling) in
      try image.crops(of: boxes, width: width, height: height, by: method)
    }
    method("func flipped(_ direction: FlipDirection = .horizontal) -> Image", on: Image.self) {
      (image: Image, direction: FlipDirection) in image.flipped(direction)
    }
    method("func rotated(quarterTurns: Int) -> Image", on: Image.self) {
      (image: Image, turns: Int) in image.rotated(quarterTurns: turns)
    }
    method("func brightened(by factor: Float) -> Image", on: Image.self) {
      (image: Image, factor: Float) in image.brightened(by: factor)
    }
    method("func letterboxed(width: Int, height: Int) throws -> Letterbox", on: Image.self) {
      (image: Image, width: Int, height: Int) in
      try image.letterboxed(width: width, height: height)
    }
    property("image: Image", on: Letterbox.self) { (box: Letterbox) in box.image }
    property("frame: Box", on: Letterbox.self) { (box: Letterbox) in box.frame }
    method("func original(_ box: Box) -> Box", on: Letterbox.self) { (frame: Letterbox, box: Box) in
      frame.original(box)
    }
    method("func framed(_ box: Box) -> Box", on: Letterbox.self) { (frame: Letterbox, box: Box) in
      frame.framed(box)
    }
  }

  private mutating func addColors() {
    initializer("init(hex: Int) throws", of: Color.self, help: "0xRRGGBB.") { (hex: Int) in
      Color(hex: UInt32(truncatingIfNeeded: hex & 0xFF_FFFF))
    }
    for (name, color) in [
      ("black", Color.black), ("white", .white), ("grey", .grey), ("red", .red), ("green", .green),
      ("blue", .blue), ("yellow", .yellow), ("orange", .orange), ("cyan", .cyan),
      ("magenta", .magenta),
    ] {
      staticProperty("static let \(name): Color", on: Color.self) { color }
    }
    initializer("init(_ x: Float, _ y: Float)", of: Point.self) { (x: Float, y: Float) in
      Point(x, y)
    }
    property("x: Float", on: Point.self) { (point: Point) in point.x }
    property("y: Float", on: Point.self) { (point: Point) in point.y }
  }
}
