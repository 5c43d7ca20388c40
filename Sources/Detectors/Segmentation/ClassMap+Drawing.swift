// H×W pixels.

import Images
import Tensors

extension ClassMap {
  /// The map in the colours of its classes.
  ///
  /// - Parameter colors: one for each class; those of the Pasture's 13 unless you say. Classes beyond
  ///   them get `ClassColors`' own.
  public func picture(colors: [Color] = ClassColors.pasture) throws -> Image {
    var image = try Image(width: width, height: height)
    for (place, kind) in classes.enumerated() {
      try image.setPixel(
        x: place % width, y: place / width, to: ClassColors.color(kind, among: colors))
    }
    return image
  }

  /// The picture with the colours of the classes over it.
  ///
  /// - Parameters:
  ///   - colors: as for `picture`.
  ///   - opacity: of the colours, 0…1.
  /// - Throws: `ShapeError` unless the picture has the map's size.
  public func overlay(
    on image: Image, colors: [Color] = ClassColors.pasture, opacity: Float = 0.6
  ) throws -> Image {
    try check(image.width, image.height, "overlay")
    var result = image.rgb()
    let share = max(0, min(opacity.isNaN ? 0 : opacity, 1))
    for (place, kind) in classes.enumerated() {
      let (x, y) = (place % width, place / width)
      let color = ClassColors.color(kind, among: colors)
      try result.setPixel(x: x, y: y, to: mixed(result.pixel(x: x, y: y), color, share))
    }
    return result
  }

  /// Where this map is wrong, and what it says there: the class that was said in its colour, and
  /// the picture in dark grey wherever it is right.
  ///
  /// - Parameters:
  ///   - truth: what the pixels really show.
  ///   - colors: as for `picture`.
  /// - Throws: `ShapeError` unless all have the map's size.
  public func mistakes(
    against truth: ClassMap, on image: Image, colors: [Color] = ClassColors.pasture
  ) throws -> Image {
    try check(image.width, image.height, "mistakes")
    try check(truth.width, truth.height, "mistakes")
    var result = image.rgb()
    for place in classes.indices {
      let (x, y) = (place % width, place / width)
      let grey = try image.pixel(x: x, y: y).luma / 3
      let said = classes[place]
      try result.setPixel(
        x: x, y: y,
        to: said == truth.classes[place]
          ? Color(grey, grey, grey) : ClassColors.color(said, among: colors))
    }
    return result
  }

  private func check(_ otherWidth: Int, _ otherHeight: Int, _ operation: String) throws {
    guard otherWidth == width, otherHeight == height else {
      throw ShapeError(
        operation: "ClassMap.\(operation)", expected: "a size of \(width)×\(height)",
        found: "\(otherWidth)×\(otherHeight)")
    }
  }

  private func mixed(_ below: Color, _ above: Color, _ share: Float) -> Color {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Float(a) * (1 - share) + Float(b) * share).rounded())
    }
    return Color(
      mix(below.red, above.red), mix(below.green, above.green), mix(below.blue, above.blue))
  }
}

extension Image {
  /// The picture with a legend under it: a patch of colour and a name for each class.
  ///
  /// - Parameters:
  ///   - classes: numbers of the classes; names and colours are looked up by them.
  ///   - names: a class without one is called by its number.
  ///   - colors: as for `ClassMap.picture`.
  /// - Example:
  ///
  ///       let scene = try Pasture.scene(seed: 83)
  ///       let map = try ClassMap(scene)
  ///       let names = PastureSegmenter.classNames
  ///       try map.picture().captioned(classes: map.present, names: names)
  public func captioned(
    classes: [Int], names: [String], colors: [Color] = ClassColors.pasture
  ) throws -> Image {
    let style = TextStyle(size: width >= 320 ? 14 : 11)
    let (patch, gap) = (style.lineHeight - 4, 6)
    let entries = classes.map { kind in
      (kind, names.indices.contains(kind) ? names[kind] : "class \(kind)")
    }
    // Left to right, line after line.
    var (places, x, line): ([(x: Int, line: Int)], Int, Int) = ([], gap, 0)
    for (_, name) in entries {
      let needed = patch + 4 + style.width(of: name) + 2 * gap
      if x > gap, x + needed > width { (x, line) = (gap, line + 1) }
      places.append((x, line))
      x += needed
    }
    guard !entries.isEmpty else { return self }
    let step = style.lineHeight + 4
    var sheet = try Image(width: width, height: height + (line + 1) * step + gap)
    sheet.paste(rgb(), x: 0, y: 0)
    for ((kind, name), place) in zip(entries, places) {
      let top = height + gap + place.line * step
      let color = ClassColors.color(kind, among: colors)
      for y in top..<min(top + patch, sheet.height) {
        for x in place.x..<min(place.x + patch, sheet.width) {
          let isEdge =
            y == top || y == top + patch - 1 || x == place.x || x == place.x + patch - 1
          try sheet.setPixel(x: x, y: y, to: isEdge ? .grey : color)
        }
      }
      sheet.draw(text: name, x: place.x + patch + 4, y: top - 1, style: style)
    }
    return sheet
  }
}
