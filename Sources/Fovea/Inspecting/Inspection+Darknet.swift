import Checkpoints
import Detectors

// Darknet's two files.
extension Inspection {
  init(configuration path: String, _ options: Options) throws {
    let configuration = try DarknetConfiguration(contentsOf: path)
    let blueprint = try DarknetBlueprint(configuration)
    let sizes = blueprint.fileOrder.reduce(into: [Int: Int]()) { sizes, parameter in
      let number = Int(parameter.name.prefix { $0 != "." }) ?? 0
      sizes[number, default: 0] += parameter.shape.reduce(1, *)
    }
    let count = sizes.values.reduce(0, +)
    let rows = blueprint.layers.map { layer in
      [
        "\(layer.number)", layer.section, Table.clipped(Self.words(layer.kind), 30),
        "\(layer.output)", sizes[layer.number].map(Table.grouped) ?? "",
      ]
    }
    let kinds = blueprint.heads.map(\.section)
    let what = kinds.first.map { "a detector with \(kinds.count) [\($0)]" } ?? "no detector"
    var text = "\(path) · Darknet configuration, \(what), input \(blueprint.input)\n\n"
    text +=
      Table(
        columns: [
          .right("layer"), .left("section"), .left(""), .left("output"),
          .right("numbers"),
        ], rows: rows
      ).description
    text += "\n\n \(Table.grouped(count)) numbers in its .weights file, "
    text += Table.bytes(4 * count + 20)
    let unknown = configuration.unknownKeys
    if !unknown.isEmpty {
      text += "\n\nkeys that nobody reads\n"
      text += unknown.map { " line \($0.line): [\($0.section)] \($0.found)" }
        .joined(separator: "\n")
    }
    let layers = blueprint.layers.map { layer in
      "{\"number\":\(layer.number),\"section\":\(Table.json(layer.section)),"
        + "\"line\":\(layer.line),\"input\":\(layer.input.tensorShape(1)),"
        + "\"output\":\(layer.output.tensorShape(1)),\"numbers\":\(sizes[layer.number] ?? 0)}"
    }
    var json = "{\"kind\":\"configuration\",\"file\":\(Table.json(path)),"
    json += "\"input\":\(blueprint.input.tensorShape(1)),\"numbers\":\(count),"
    json += "\"classes\":\(blueprint.classCount.map(String.init) ?? "null"),"
    json += "\"layers\":[\(layers.joined(separator: ","))]}"
    self.init(text: text, json: json)
  }

  /// What a layer's section says, in short.
  private static func words(_ kind: DarknetKind) -> String {
    func activation(_ activation: DarknetActivation, _ normalizes: Bool = false) -> String {
      (normalizes ? ", bn" : "") + (activation == .linear ? "" : ", \(activation)")
    }
    switch kind {
    case .convolutional(let kind):
      let groups = kind.groups > 1 ? ", \(kind.groups) groups" : ""
      return "\(kind.filters) of \(kind.size)×\(kind.size) / \(kind.stride)\(groups)"
        + activation(kind.activation, kind.normalizes)
    case .connected(let kind):
      return "\(kind.outputs)" + activation(kind.activation, kind.normalizes)
    case .local(let kind):
      return "\(kind.filters) of \(kind.size)×\(kind.size) / \(kind.stride)"
        + activation(kind.activation)
    case .maxpool(let kind): return "\(kind.size)×\(kind.size) / \(kind.stride)"
    case .avgpool, .cost: return ""
    case .crop(let adjusts): return adjusts ? "to −1…1" : ""
    case .dropout(let probability): return "\(probability)"
    case .route(let sources): return sources.map(String.init).joined(separator: ", ")
    case .shortcut(let kind): return "\(kind.source)" + activation(kind.activation)
    case .reorg(let kind): return "/ \(kind.stride)"
    case .upsample(let stride, _): return "× \(stride)"
    case .softmax(let kind): return kind.groups > 1 ? "\(kind.groups) groups" : ""
    case .detection(let head): return "\(head.boxes) boxes, \(head.classes) classes"
    case .region(let head): return "\(head.anchors.count) anchors, \(head.classes) classes"
    case .yolo(let head): return "\(head.anchors.count) anchors, \(head.classes) classes"
    }
  }

  init(darknetWeights path: String) throws {
    let header = try DarknetWeightsHeader(contentsOf: path)
    let count = try header.count(of: path)
    let version = "\(header.major).\(header.minor).\(header.revision)"
    self.init(
      text: "\(path) · Darknet weights, version \(version), \(Table.grouped(count)) numbers, "
        + "\(Table.grouped(header.seen)) pictures seen\n\n"
        + " whose they are only the .cfg knows: fovea inspect FILE.cfg counts its own",
      json: "{\"kind\":\"darknet-weights\",\"file\":\(Table.json(path)),"
        + "\"version\":\(Table.json(version)),\"seen\":\(header.seen),\"numbers\":\(count)}")
  }
}
