// Layers that boxes are read out of.
extension DarknetLayerReader {
  func detection() throws -> (DarknetKind, DarknetShape) {
    let coordinates = try section.integer("coords", 1, in: 1...1024)
    guard coordinates == 4 else {
      throw section.failure("coords", expected: "4: x, y, width, height", found: "\(coordinates)")
    }
    let kind = DarknetKind.DetectionHead(
      classes: try section.integer("classes", 1, in: 1...DarknetShape.mostChannels),
      boxes: try section.integer("num", 1, in: 1...1024),
      side: try section.integer("side", 7, in: 1...4096), isRooted: try section.flag("sqrt"),
      hasSoftmax: try section.flag("softmax"))
    let cells = kind.side * kind.side
    let needed = cells * (5 * kind.boxes + kind.classes)
    guard needed == input.count else {
      throw section.failure(
        "side",
        expected: "side² · (5 · num + classes) = \(needed) numbers from the layer before",
        found: "\(input.count)")
    }
    return (.detection(kind), try line(input.count, "side"))
  }

  func region() throws -> (DarknetKind, DarknetShape) {
    try requireMap()
    try section.refuse("background")
    let boxes = try section.integer("num", 1, in: 1...1024)
    let kind = DarknetKind.RegionHead(
      classes: try section.integer("classes", 20, in: 1...DarknetShape.mostChannels),
      coordinates: try section.integer("coords", 4, in: 4...1024),
      hasSoftmax: try section.flag("softmax"), tree: section.entry("tree")?.value,
      anchors: try anchors(boxes))
    try requireChannels(boxes, each: kind.coordinates + 1 + kind.classes)
    return (.region(kind), try line(input.count, "num"))
  }

  func yolo() throws -> (DarknetKind, DarknetShape) {
    try requireMap()
    let all = try anchors(try section.integer("num", 1, in: 1...1024))
    let mask = try section.integers("mask") ?? Array(all.indices)
    guard mask.count <= 1024, mask.allSatisfy(all.indices.contains) else {
      throw section.failure(
        "mask", expected: "numbers of the \(all.count) anchors, 0 to \(all.count - 1)")
    }
    let kind = DarknetKind.YOLOHead(
      classes: try section.integer("classes", 20, in: 1...DarknetShape.mostChannels),
      anchors: mask.map { all[$0] })
    try requireChannels(mask.count, each: 5 + kind.classes)
    return (.yolo(kind), input)
  }

  /// Pairs of widths and heights; 0.5 each where the file has none, as Darknet begins.
  private func anchors(_ count: Int) throws -> [DarknetAnchor] {
    guard let numbers = try section.numbers("anchors") else {
      return Array(repeating: DarknetAnchor(width: 0.5, height: 0.5), count: count)
    }
    guard numbers.count == 2 * count else {
      throw section.failure(
        "anchors", expected: "\(2 * count) numbers, two for each of num=\(count) anchors",
        found: "\(numbers.count)")
    }
    guard numbers.allSatisfy({ $0 > 0 }) else {
      throw section.failure("anchors", expected: "widths and heights above 0")
    }
    return (0..<count).map { DarknetAnchor(width: numbers[2 * $0], height: numbers[2 * $0 + 1]) }
  }

  private func requireChannels(_ boxes: Int, each: Int) throws {
    guard input.channels == boxes * each else {
      throw section.failure(
        section.entry("mask") == nil ? "num" : "mask",
        expected:
          "\(boxes) boxes of \(each) numbers, \(boxes * each) channels from the layer before",
        found: "\(input.channels)", hint: "filters=\(boxes * each) there")
    }
  }
}
