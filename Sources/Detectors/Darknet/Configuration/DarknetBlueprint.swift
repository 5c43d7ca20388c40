/// A network as its configuration describes it: every layer's kind and shape, and no weights yet.
///
/// ```swift
/// let blueprint = try DarknetBlueprint(DarknetConfiguration(contentsOf: "yolov3.cfg"))
/// blueprint.layers[82].output  // 13×13×255
/// ```
///
/// All is checked before anything is allocated: shapes that fit, routes to layers that exist,
/// anchors that fit their masks.
///
/// - Source: Redmon's Darknet, `src/parser.c` and the `make_…_layer` functions.
/// - Example:
///       let blueprint = try DarknetBlueprint(DarknetConfiguration.yoloV1())
///       blueprint.layers[0].section
///       blueprint.layers[0].number
///       blueprint.layers[0].output
///       blueprint.layers[0].output.count
public struct DarknetBlueprint: Sendable {
  /// One layer: what its section says, and the shapes that go in and out.
  ///
  /// - Example:
  ///       let blueprint = try DarknetBlueprint(DarknetConfiguration.yoloV1())
  ///       blueprint.layers[0]
  ///       blueprint.layers[0].section
  ///       blueprint.layers[0].number
  ///       blueprint.layers[0].output
  public struct Layer: Sendable {
    /// From 0, without `[net]`: what `layers=-1, 36` counts.
    public let number: Int
    /// `convolutional`
    public let section: String
    /// Of its section.
    public let line: Int
    public let kind: DarknetKind
    /// What goes in.
    public let input: DarknetShape
    /// What comes out.
    public let output: DarknetShape
  }

  public let configuration: DarknetConfiguration
  /// What goes in.
  public let input: DarknetShape
  /// In the order of the file.
  public let layers: [Layer]

  /// Works out every shape.
  ///
  /// - Parameter configuration: of the network.
  /// - Throws: `DarknetError` with file, line, section and key.
  public init(_ configuration: DarknetConfiguration) throws {
    self.configuration = configuration
    let net = configuration.sections[0]  // there is one: the configuration has seen to it
    input = try Self.input(net)
    var layers: [Layer] = []
    for section in configuration.sections.dropFirst() {
      let number = layers.count
      let input = layers.last?.output ?? input
      let reader = DarknetLayerReader(
        section: section, number: number, input: input, network: self.input, earlier: layers)
      let (kind, output) = try reader.read()
      layers.append(
        Layer(
          number: number, section: section.name, line: section.line, kind: kind, input: input,
          output: output))
    }
    self.layers = layers
  }

  private static func input(_ net: DarknetSection) throws -> DarknetShape {
    let sides = 1...DarknetShape.longestSide
    let (width, height) = (
      try net.integer("width", in: sides), try net.integer("height", in: sides)
    )
    let channels = try net.integer("channels", in: 1...DarknetShape.mostChannels)
    guard let shape = DarknetShape(channels: channels, height: height, width: width) else {
      throw net.failure(
        "width", expected: "an input of at most \(DarknetShape.mostNumbers) numbers",
        found: "\(width)×\(height)×\(channels)")
    }
    let inputs = try net.integer("inputs", shape.count, in: 0...DarknetShape.mostNumbers)
    guard inputs == shape.count else {
      throw net.failure(
        "inputs", expected: "width · height · channels, \(shape.count)", found: "\(inputs)")
    }
    return shape
  }

  /// The layers that boxes are read out of.
  public var heads: [Layer] { layers.filter(\.kind.isHead) }

  /// How many classes the heads tell apart; `nil` without heads.
  public var classCount: Int? { heads.first?.kind.classCount }

  /// The last layer that computes something: not a cost.
  public var last: Layer? { layers.last { $0.kind != .cost } }
}

/// A layer of a blueprint.
///
/// - Example: `try DarknetBlueprint(DarknetConfiguration.yoloV1()).layers[0].section`
public typealias DarknetLayer = DarknetBlueprint.Layer
