import Checkpoints
import Images
import Tensors

// Pictures, arrays and checkpoints.
extension Inspection {
  init(picture path: String) throws {
    let image = try Image(contentsOf: path)
    let names =
      image.channels == 1
      ? ["grey"] : Array(["red", "green", "blue", "alpha"].prefix(image.channels))
    var rows: [[String]] = []
    var members: [String] = []
    for (channel, name) in names.enumerated() {
      var counts = [Int](repeating: 0, count: 256)
      for i in stride(from: channel, to: image.samples.count, by: image.channels) {
        counts[Int(image.samples[i])] += 1
      }
      let low = counts.firstIndex { $0 > 0 } ?? 0
      let high = counts.lastIndex { $0 > 0 } ?? 0
      let sum = counts.enumerated().reduce(0) { $0 + $1.offset * $1.element }
      let mean = Double(sum) / Double(image.width * image.height)
      rows.append([
        name, "\(low)", "\(high)", Table.decimal(mean, 1), Table.spark(counts, into: 16),
      ])
      members.append(
        "{\"channel\":\(Table.json(name)),\"min\":\(low),\"max\":\(high),"
          + "\"mean\":\(Table.decimal(mean, 3))}")
    }
    let table = Table(
      columns: [.left("channel"), .right("min"), .right("max"), .right("mean"), .left("values")],
      rows: rows)
    self.init(
      text: "\(path) · PNG, \(image)\n\n\(table)",
      json: "{\"kind\":\"picture\",\"file\":\(Table.json(path)),\"width\":\(image.width),"
        + "\"height\":\(image.height),\"channels\":[\(members.joined(separator: ","))]}")
  }

  init(array path: String) throws {
    let stored = try StoredTensor.list(path).tensors
    let tensor = try Tensor(npy: path)
    let summary = tensor.summary
    let type = stored.first?.type ?? ""
    let numbers: [(String, Double?)] = [
      ("min", summary.minimum.map { Double($0) }), ("max", summary.maximum.map { Double($0) }),
      ("mean", summary.mean), ("deviation", summary.deviation),
    ]
    var members: [String] = []
    for (name, value) in numbers {
      let isNumber = value?.isFinite ?? false
      members.append("\"\(name)\":" + (isNumber ? "\(value ?? 0)" : "null"))
    }
    var json = "{\"kind\":\"array\",\"file\":\(Table.json(path)),\"dtype\":\(Table.json(type)),"
    json += "\"shape\":\(tensor.shape),\(members.joined(separator: ",")),"
    json += "\"zeros\":\(summary.zeroCount),\"notFinite\":\(summary.nonFiniteCount)}"
    self.init(
      text: "\(path) · npy array of \(type), \(Table.bytes(stored.first?.bytes ?? 0)) on disk\n\n"
        + "\(summary)",
      json: json)
  }

  init(checkpoint path: String, _ options: Options) throws {
    let (tensors, metadata) = try StoredTensor.list(path)
    let shown = options.showsAll ? tensors[...] : tensors.prefix(40)
    var rows = shown.map {
      [Table.clipped($0.name, 44), "\($0.shape)", $0.type, Table.grouped($0.count)]
    }
    if shown.count < tensors.count {
      rows.append(["… \(tensors.count - shown.count) more (--all shows them)", "", "", ""])
    }
    let count = tensors.reduce(0) { $0 + $1.count }
    let bytes = tensors.reduce(0) { $0 + $1.bytes }
    rows.append(["\(tensors.count) tensors", "", "", Table.grouped(count)])
    var text = "\(path) · checkpoint, \(Table.grouped(count)) numbers, \(Table.bytes(bytes))\n\n"
    text +=
      Table(
        columns: [.left("name"), .left("shape"), .left("type"), .right("numbers")], rows: rows
      ).description
    let notes = metadata.sorted { $0.key < $1.key }
    if !notes.isEmpty {
      text +=
        "\n\nnotes\n"
        + notes.map { " \(Table.clipped("\($0.key): \($0.value)", 78))" }
        .joined(separator: "\n")
    }
    let members = tensors.map {
      "{\"name\":\(Table.json($0.name)),\"dtype\":\(Table.json($0.type)),\"shape\":\($0.shape)}"
    }
    let noteMembers = notes.map { "\(Table.json($0.key)):\(Table.json($0.value))" }
    var json = "{\"kind\":\"checkpoint\",\"file\":\(Table.json(path)),\"numbers\":\(count),"
    json += "\"bytes\":\(bytes),\"tensors\":[\(members.joined(separator: ","))],"
    json += "\"metadata\":{\(noteMembers.joined(separator: ","))}}"
    self.init(text: text, json: json)
  }
}
