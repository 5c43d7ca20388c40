/// One section of a configuration, and typed looks at its values.
public struct DarknetSection: Sendable {
  public struct Entry: Sendable {
    public let key: String
    public let value: String
    /// From 1.
    public let line: Int
  }

  /// Without brackets, in its long form: `convolutional`, also for `[conv]`.
  public let name: String
  /// From 1.
  public let line: Int
  let file: String
  /// In the order of the file. Of a key that stands twice, the first counts.
  public internal(set) var entries: [Entry]

  static let aliases = [
    "network": "net", "conv": "convolutional", "conn": "connected", "max": "maxpool",
    "avg": "avgpool", "soft": "softmax", "deconv": "deconvolutional", "lrn": "normalization",
  ]

  func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }

  func failure(
    _ key: String, expected: String, found: String? = nil, hint: String = ""
  ) -> DarknetError {
    let entry = entry(key)
    return DarknetError(
      file: file, line: entry?.line ?? line, section: name, key: key, expected: expected,
      found: found ?? entry?.value ?? "nothing", hint: hint)
  }

  /// A whole number; without a default it has to be there.
  func integer(_ key: String, _ standard: Int? = nil, in range: ClosedRange<Int>) throws -> Int {
    guard let entry = entry(key) else {
      if let standard { return standard }
      throw failure(key, expected: "a whole number", found: "nothing")
    }
    guard let value = Int(entry.value), range.contains(value) else {
      throw failure(
        key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
        found: entry.value.isEmpty ? "nothing" : entry.value)
    }
    return value
  }

  func flag(_ key: String) throws -> Bool { try integer(key, 0, in: -1000...1000) != 0 }

  func number(_ key: String, _ standard: Float) throws -> Float {
    guard let entry = entry(key) else { return standard }
    guard let value = Float(entry.value), value.isFinite else {
      throw failure(
        key, expected: "a number", found: entry.value.isEmpty ? "nothing" : entry.value)
    }
    return value
  }

  /// `10,13,16,30`; a comma at the end is let pass. `nil` when it is not there.
  func integers(_ key: String) throws -> [Int]? { try list(key, "whole numbers") { Int($0) } }

  func numbers(_ key: String) throws -> [Float]? {
    try list(key, "numbers") { Float($0).flatMap { $0.isFinite ? $0 : nil } }
  }

  private func list<Value>(
    _ key: String, _ what: String, _ convert: (Substring) -> Value?
  ) throws -> [Value]? {
    guard let entry = entry(key) else { return nil }
    var parts = entry.value.split(separator: ",", omittingEmptySubsequences: false)
    if parts.last?.isEmpty == true { parts.removeLast() }
    let values = parts.compactMap(convert)
    guard !values.isEmpty, values.count == parts.count, values.count <= 4096 else {
      throw failure(
        key, expected: "\(what) with commas between",
        found: entry.value.isEmpty ? "nothing" : String(entry.value.prefix(60)))
    }
    return values
  }

  /// Refuses a key that would make another layer of it.
  func refuse(_ keys: String...) throws {
    for key in keys where try flag(key) {
      throw failure(
        key, expected: "0: Fovea has no such \(name) layer", hint: "\(key)=0, or leave it out")
    }
  }
}

extension DarknetSection {
  /// The keys that Darknet reads, section by section.
  ///
  /// - Source: Darknet, `src/parser.c`.
  static let keys = ownKeys.mapValues { $0.union(everywhere) }

  private static let ownKeys: [String: Set<String>] = [
    "net": [
      "batch", "learning_rate", "momentum", "decay", "subdivisions", "time_steps", "notruth",
      "random", "adam", "B1", "B2", "eps", "height", "width", "channels", "inputs", "max_crop",
      "min_crop", "max_ratio", "min_ratio", "center", "clip", "angle", "aspect", "saturation",
      "exposure", "hue", "policy", "burn_in", "power", "step", "scale", "steps", "scales", "gamma",
      "max_batches",
    ],
    "convolutional": [
      "filters", "size", "stride", "pad", "padding", "groups", "activation", "batch_normalize",
      "binary", "xnor", "flipped", "dot",
    ],
    "local": ["filters", "size", "stride", "pad", "activation"],
    "connected": ["output", "activation", "batch_normalize"],
    "maxpool": ["size", "stride", "padding"],
    "avgpool": [],
    "crop": [
      "crop_height", "crop_width", "flip", "angle", "saturation", "exposure", "noadjust", "shift",
    ],
    "dropout": ["probability"],
    "route": ["layers"],
    "shortcut": ["from", "activation", "alpha", "beta"],
    "reorg": ["stride", "reverse", "flatten", "extra"],
    "upsample": ["stride", "scale"],
    "softmax": ["groups", "temperature", "tree", "spatial", "noloss"],
    "cost": ["type", "scale", "ratio", "noobj", "thresh"],
    "detection": [
      "coords", "classes", "rescore", "num", "side", "softmax", "sqrt", "max", "coord_scale",
      "forced", "object_scale", "noobject_scale", "class_scale", "jitter", "random", "reorg",
    ],
    "region": [
      "coords", "classes", "num", "log", "sqrt", "softmax", "background", "max", "jitter",
      "rescore", "thresh", "classfix", "absolute", "random", "coord_scale", "object_scale",
      "noobject_scale", "mask_scale", "class_scale", "bias_match", "tree", "map", "anchors",
    ],
    "yolo": [
      "classes", "num", "mask", "max", "jitter", "ignore_thresh", "truth_thresh", "random", "map",
      "anchors",
    ],
  ]

  private static let everywhere: Set<String> = [
    "truth", "onlyforward", "stopbackward", "dontsave", "dontload", "numload", "dontloadscales",
    "learning_rate", "smooth",
  ]

  /// What Darknet has and Fovea has not: networks for text, and layers of no stock detector.
  static let foreign: Set<String> = [
    "rnn", "gru", "lstm", "crnn", "deconvolutional", "iseg", "l2norm", "logistic", "activation",
    "batchnorm", "normalization",
  ]
}
