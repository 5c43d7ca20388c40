/// Reads one layer's section: its kind, and what it hands on.
struct DarknetLayerReader {
  let section: DarknetSection
  let number: Int
  let input: DarknetShape
  /// The network's own input.
  let network: DarknetShape
  let earlier: [DarknetBlueprint.Layer]

  static let windows = 1...4096

  func read() throws -> (DarknetKind, DarknetShape) {
    try section.refuse("dontload", "dontloadscales", "numload", "dontsave")
    switch section.name {
    case "convolutional": return try convolutional()
    case "connected": return try connected()
    case "local": return try local()
    case "maxpool": return try maxpool()
    case "avgpool":
      try requireMap()
      return (.avgpool, try map(input.channels, 1, 1, "avgpool"))
    case "crop": return try crop()
    case "dropout":
      let probability = try section.number("probability", 0.5)
      guard 0..<1 ~= probability else {
        throw section.failure("probability", expected: "a number from 0, below 1")
      }
      return (.dropout(probability: probability), input)
    case "route": return try route()
    case "shortcut": return try shortcut()
    case "reorg": return try reorg()
    case "upsample": return try upsample()
    case "softmax": return try softmax()
    case "cost": return (.cost, try line(input.count, "cost"))
    case "detection": return try detection()
    case "region": return try region()
    case "yolo": return try yolo()
    case "net": throw unknown("one [net], at the beginning")
    case _ where DarknetSection.foreign.contains(section.name):
      throw unknown(
        "a layer that Fovea has: \(DarknetSection.keys.keys.sorted().joined(separator: ", "))")
    default:
      throw unknown("one of \(DarknetSection.keys.keys.sorted().joined(separator: ", "))")
    }
  }

  // MARK: - Layers with weights

  private func convolutional() throws -> (DarknetKind, DarknetShape) {
    try requireMap()
    try section.refuse("binary", "xnor", "flipped")
    let size = try section.integer("size", 1, in: Self.windows)
    let padding =
      try section.flag("pad") ? size / 2 : section.integer("padding", 0, in: 0...4096)
    let kind = DarknetKind.Convolutional(
      filters: try section.integer("filters", 1, in: 1...DarknetShape.mostChannels), size: size,
      stride: try section.integer("stride", 1, in: Self.windows), padding: padding,
      groups: try section.integer("groups", 1, in: 1...DarknetShape.mostChannels),
      normalizes: try section.flag("batch_normalize"), activation: try activation("logistic"))
    guard input.channels.isMultiple(of: kind.groups), kind.filters.isMultiple(of: kind.groups)
    else {
      throw section.failure(
        "groups",
        expected: "groups that divide \(input.channels) channels and \(kind.filters) filters")
    }
    try checkWeights(kind.filters, input.channels / kind.groups, size, size)
    let height = try cells(input.height, 2 * padding, size, kind.stride)
    let width = try cells(input.width, 2 * padding, size, kind.stride)
    return (.convolutional(kind), try map(kind.filters, height, width, "filters"))
  }

  private func connected() throws -> (DarknetKind, DarknetShape) {
    let kind = DarknetKind.Connected(
      outputs: try section.integer("output", 1, in: 1...DarknetShape.mostChannels),
      normalizes: try section.flag("batch_normalize"), activation: try activation("logistic"))
    try checkWeights(kind.outputs, input.count)
    return (.connected(kind), try map(kind.outputs, 1, 1, "output"))
  }

  private func local() throws -> (DarknetKind, DarknetShape) {
    try requireMap()
    let size = try section.integer("size", 1, in: Self.windows)
    let isPadded = try section.flag("pad")
    let kind = DarknetKind.Local(
      filters: try section.integer("filters", 1, in: 1...DarknetShape.mostChannels), size: size,
      stride: try section.integer("stride", 1, in: Self.windows), padding: isPadded ? 1 : 0,
      activation: try activation("logistic"))
    guard !isPadded || size == 3 else {
      throw section.failure(
        "pad", expected: "windows of size 3 where there is padding",
        found: "size \(size)", hint: "Darknet pads by 1 and counts places as if that always fitted")
    }
    let height = try cells(input.height, 2 * kind.padding, size, kind.stride)
    let width = try cells(input.width, 2 * kind.padding, size, kind.stride)
    let shape = try map(kind.filters, height, width, "filters")
    try checkWeights(height * width, kind.filters, input.channels, size * size)
    return (.local(kind), shape)
  }

  // MARK: - Layers without

  private func maxpool() throws -> (DarknetKind, DarknetShape) {
    try requireMap()
    let stride = try section.integer("stride", 1, in: Self.windows)
    let size = try section.integer("size", stride, in: Self.windows)
    let padding = try section.integer("padding", size - 1, in: 0...4096)
    let height = try cells(input.height, padding, size, stride)
    let width = try cells(input.width, padding, size, stride)
    return (
      .maxpool(.init(size: size, stride: stride, padding: padding)),
      try map(input.channels, height, width, "size")
    )
  }

  private func crop() throws -> (DarknetKind, DarknetShape) {
    try requireMap()
    let height = try section.integer("crop_height", 1, in: 1...DarknetShape.longestSide)
    let width = try section.integer("crop_width", 1, in: 1...DarknetShape.longestSide)
    guard height <= input.height else {
      throw section.failure("crop_height", expected: "at most the \(input.height) rows there are")
    }
    guard width <= input.width else {
      throw section.failure("crop_width", expected: "at most the \(input.width) columns there are")
    }
    let adjusts = try !section.flag("noadjust")
    return (.crop(adjusts: adjusts), try map(input.channels, height, width, "crop_width"))
  }

  private func reorg() throws -> (DarknetKind, DarknetShape) {
    try requireMap()
    let stride = try section.integer("stride", 1, in: Self.windows)
    let kind = DarknetKind.Reorg(
      stride: stride, isReverse: try section.flag("reverse"),
      flattens: try section.flag("flatten"),
      extra: try section.integer("extra", 0, in: 0...DarknetShape.mostChannels))
    if kind.extra > 0 { return (.reorg(kind), try line(input.count + kind.extra, "extra")) }
    let area = stride * stride
    guard input.channels.isMultiple(of: area) || (kind.flattens && !kind.isReverse) else {
      throw section.failure("stride", expected: "a square that divides \(input.channels) channels")
    }
    if kind.isReverse {
      return (
        .reorg(kind),
        try map(input.channels / area, input.height * stride, input.width * stride, "stride")
      )
    }
    guard input.height.isMultiple(of: stride), input.width.isMultiple(of: stride) else {
      throw section.failure(
        "stride", expected: "a divisor of the map's sides, \(input.width)×\(input.height)")
    }
    return (
      .reorg(kind),
      try map(input.channels * area, input.height / stride, input.width / stride, "stride")
    )
  }

  private func upsample() throws -> (DarknetKind, DarknetShape) {
    try requireMap()
    let stride = try section.integer("stride", 2, in: -4096...4096)
    let scale = try section.number("scale", 1)
    guard stride != 0 else { throw section.failure("stride", expected: "a number other than 0") }
    let (height, width) =
      stride > 0
      ? (input.height * stride, input.width * stride)
      : (input.height / -stride, input.width / -stride)
    return (
      .upsample(stride: stride, scale: scale), try map(input.channels, height, width, "stride")
    )
  }

  private func softmax() throws -> (DarknetKind, DarknetShape) {
    let kind = DarknetKind.Softmax(
      groups: try section.integer("groups", 1, in: 1...DarknetShape.mostChannels),
      temperature: try section.number("temperature", 1), tree: section.entry("tree")?.value)
    guard input.count.isMultiple(of: kind.groups) else {
      throw section.failure("groups", expected: "groups that divide \(input.count) numbers")
    }
    guard kind.temperature > 0 else {
      throw section.failure("temperature", expected: "a number above 0")
    }
    return (.softmax(kind), try line(input.count, "softmax"))
  }

  // MARK: - What sizes must satisfy

  func requireMap() throws {
    guard input.isMap else {
      throw section.failure(
        "", expected: "a map from the layer before", found: "a line of \(input.count) numbers")
    }
  }

  /// The places of a window along one side.
  func cells(_ side: Int, _ padding: Int, _ size: Int, _ stride: Int) throws -> Int {
    guard side + padding >= size else {
      throw section.failure(
        "size", expected: "a window within the map, \(input), and its padding of \(padding)",
        found: "\(size), a layer of negative size")
    }
    return (side + padding - size) / stride + 1
  }

  func map(_ channels: Int, _ height: Int, _ width: Int, _ key: String) throws
    -> DarknetShape
  {
    guard let shape = DarknetShape(channels: channels, height: height, width: width) else {
      throw section.failure(
        section.entry(key) == nil ? "" : key, expected: "a map of a possible size",
        found: "\(width)×\(height)×\(channels)")
    }
    return shape
  }

  func line(_ count: Int, _ key: String) throws -> DarknetShape {
    guard let shape = DarknetShape(line: count) else {
      throw section.failure(
        section.entry(key) == nil ? "" : key, expected: "a line of a possible length",
        found: "\(count) numbers")
    }
    return shape
  }

  /// Refuses weights that no file would have.
  func checkWeights(_ factors: Int...) throws {
    var count = 1
    for factor in factors {
      let (product, overflow) = count.multipliedReportingOverflow(by: factor)
      guard !overflow, product <= DarknetShape.mostNumbers else {
        throw section.failure(
          "", expected: "a layer of at most \(DarknetShape.mostNumbers) weights",
          found: factors.map(String.init).joined(separator: " · "))
      }
      count = product
    }
  }

  func activation(_ standard: String) throws -> DarknetActivation {
    let name = section.entry("activation")?.value ?? standard
    guard let activation = DarknetActivation(rawValue: name) else {
      throw section.failure(
        "activation",
        expected: "one of \(DarknetActivation.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return activation
  }

  private func unknown(_ expected: String) -> DarknetError {
    DarknetError(
      file: section.file, line: section.line, section: section.name, expected: expected,
      found: "[\(section.name)]")
  }
}
