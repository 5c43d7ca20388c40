import Datasets

// Annotations and results.
extension Inspection {
  init(dataset path: String, _ options: Options) throws {
    // Everything wrong is wanted, so the reader is lenient even where we are not.
    var reading = try DetectionDataset.read(path, isLenient: true)
    reading.checkPictures()
    let summary = DatasetSummary(reading.dataset)
    let all = summary.all
    var text = "\(path) · \(reading.format.rawValue.uppercased()) data set\n\n"
    let sizes = summary.pictureSizes.prefix(3).map { "\($0.width)×\($0.height)" }
      .joined(separator: ", ")
    let more =
      summary.pictureSizes.count > 3 ? ", \(summary.pictureSizes.count - 3) more sizes" : ""
    text += " pictures  \(Table.grouped(summary.pictures))  \(sizes)\(more)"
    if summary.picturesWithoutThings > 0 {
      text += "; \(Table.grouped(summary.picturesWithoutThings)) show nothing"
    }
    text += "\n things    \(Table.grouped(all.count))"
    let marks = [
      ("masks", all.masks), ("keypoints", all.keypoints), ("crowds", all.crowds),
      ("difficult", all.difficult), ("truncated", all.truncated), ("ignored", all.ignored),
    ].filter { $0.1 > 0 }
    for start in stride(from: 0, to: marks.count, by: 3) {
      let row = marks[start..<min(start + 3, marks.count)]
      text += (start == 0 ? "\n of them   " : "\n           ")
      text += row.map { "\($0.0) \(Table.grouped($0.1))" }.joined(separator: ", ")
    }
    text += "\n\n\(Self.classTable(summary, options))"
    text +=
      "\n\n" + Self.histogram("size √(w·h) in px", summary.sizes, of: all.count) { "\(Int($0))" }
    text +=
      "\n\n"
      + Self.histogram("width : height", summary.ratios, of: all.count) {
        Table.decimal($0, 2)
      }
    text += "\n\n" + Self.list(reading.problems, options)
    self.init(
      text: text, json: Self.json(path, reading, summary),
      isSound: options.isLenient || !reading.problems.contains { $0.isSkipped })
  }

  init(results path: String, _ options: Options) throws {
    let reading = try DetectionResult.read(path, for: nil, isLenient: true)
    let results = reading.results
    let scores = results.map(\.score).sorted()
    let pictures = Set(results.map(\.pictureID)).count
    let counts = [
      ("boxes", results.count { $0.hasBox }), ("masks", results.count { $0.segmentation != nil }),
      ("keypoints", results.count { !$0.keypoints.isEmpty }),
    ]
    var text = "\(path) · COCO results\n\n detections  \(Table.grouped(results.count))"
    text += " in \(Table.grouped(pictures)) pictures\n holding     "
    text += counts.filter { $0.1 > 0 }.map { "\($0.0) \(Table.grouped($0.1))" }.joined(
      separator: ", ")
    if let low = scores.first, let high = scores.last {
      text +=
        "\n scores      \(Table.decimal(low, 3)) to \(Table.decimal(high, 3)), "
        + "median \(Table.decimal(scores[scores.count / 2], 3))"
    }
    let perClass = Dictionary(grouping: results, by: \.classID).sorted { $0.key < $1.key }
    let rows = perClass.map {
      [
        "\($0.key)", Table.grouped($0.value.count),
        Table.percent($0.value.count, of: results.count),
      ]
    }
    text +=
      "\n\n"
      + Table(columns: [.right("category_id"), .right("detections"), .right("share")], rows: rows)
      .description
    text += "\n\n" + Self.list(reading.problems, options)
    let members = counts.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
    var json = "{\"kind\":\"results\",\"file\":\(Table.json(path)),"
    json += "\"detections\":\(results.count),\"pictures\":\(pictures),\(members),"
    json += "\"problems\":\(Self.json(reading.problems))}"
    self.init(text: text, json: json, isSound: options.isLenient || reading.problems.isEmpty)
  }

  private static func classTable(_ summary: DatasetSummary, _ options: Options) -> Table {
    let shown = options.showsAll ? summary.classes[...] : summary.classes.prefix(30)
    func row(_ things: DatasetSummary.Things) -> [String] {
      let sizes = [0.1, 0.5, 0.9].map {
        things.size(quantile: $0).map { Table.decimal($0, 0) } ?? ""
      }
      let ratio = things.aspectRatio(quantile: 0.5).map { Table.decimal($0, 2) } ?? ""
      return [
        Table.clipped(things.name, 24), Table.grouped(things.count),
        Table.percent(things.count, of: summary.all.count),
      ] + sizes + [ratio]
    }
    var rows = shown.map(row)
    if shown.count < summary.classes.count {
      rows.append(
        ["… \(summary.classes.count - shown.count) more (--all)"] + Array(repeating: "", count: 6))
    }
    rows.append(row(summary.all))
    return Table(
      columns: [
        .left("class"), .right("things"), .right("share"), .right("10 % <"), .right("size px"),
        .right("90 % <"), .right("w : h"),
      ], rows: rows)
  }

  private static func histogram(
    _ title: String, _ bins: [DatasetSummary.Bin], of count: Int, _ edge: (Double) -> String
  ) -> String {
    let most = max(1, bins.map(\.count).max() ?? 1)
    let rows = bins.map { bin in
      let range =
        bin.range.lowerBound == 0
        ? "under \(edge(bin.range.upperBound))"
        : bin.range.upperBound.isInfinite
          ? "\(edge(bin.range.lowerBound)) and more"
          : "\(edge(bin.range.lowerBound)) to \(edge(bin.range.upperBound))"
      let length = bin.count == 0 ? 0 : max(1, bin.count * 30 / most)
      return [
        range, Table.grouped(bin.count), Table.percent(bin.count, of: count),
        String(repeating: "█", count: length),
      ]
    }
    return Table(
      columns: [.left(title), .right("things"), .right("share"), .left("")], rows: rows
    ).description
  }

  private static func list(_ problems: [DatasetProblem], _ options: Options) -> String {
    guard !problems.isEmpty else { return "no problems found" }
    let kinds = DatasetProblem.Kind.allCases.compactMap { kind -> String? in
      let count = problems.count { $0.kind == kind }
      return count > 0 ? "\(kind.rawValue) \(Table.grouped(count))" : nil
    }
    let skipped = problems.count { $0.isSkipped }
    var text = "\(Table.grouped(problems.count)) problem\(problems.count == 1 ? "" : "s")"
    if skipped > 0 { text += ", \(Table.grouped(skipped)) left out of the counts above" }
    text += "\n" + kinds.map { " \($0)" }.joined(separator: "\n") + "\n"
    let shown = options.showsAll ? problems[...] : problems.prefix(10)
    for problem in shown {
      text +=
        "\n \(problem.error.place):\n   \(problem.kind.rawValue): "
        + "expected \(problem.error.expected),\n   found \(problem.error.found)"
    }
    if shown.count < problems.count {
      text += "\n … \(Table.grouped(problems.count - shown.count)) more (--all shows them)"
    }
    return text
  }

  private static func json(_ problems: [DatasetProblem]) -> String {
    let items = problems.map { problem -> String in
      let (error, place) = (problem.error, problem.error.place)
      var item = "{\"kind\":\(Table.json(problem.kind.rawValue)),"
      item += "\"file\":\(Table.json(place.file)),\"line\":\(place.line),"
      item += "\"column\":\(place.column),\"expected\":\(Table.json(error.expected)),"
      item += "\"found\":\(Table.json(error.found)),\"skipped\":\(problem.isSkipped)}"
      return item
    }
    return "[\(items.joined(separator: ","))]"
  }

  private static func json(
    _ path: String, _ reading: DatasetReading, _ summary: DatasetSummary
  ) -> String {
    func number(_ value: Double?) -> String {
      value.flatMap { $0.isFinite ? Table.decimal($0, 3) : nil } ?? "null"
    }
    func things(_ things: DatasetSummary.Things) -> String {
      let counts: [(String, Int)] = [
        ("things", things.count), ("masks", things.masks), ("keypoints", things.keypoints),
        ("crowds", things.crowds), ("difficult", things.difficult),
        ("truncated", things.truncated), ("ignored", things.ignored),
      ]
      var members = ["\"name\":\(Table.json(things.name))"]
      members += counts.map { "\"\($0.0)\":\($0.1)" }
      members.append("\"medianSize\":\(number(things.size(quantile: 0.5)))")
      members.append("\"medianAspectRatio\":\(number(things.aspectRatio(quantile: 0.5)))")
      return "{\(members.joined(separator: ","))}"
    }
    func bins(_ bins: [DatasetSummary.Bin]) -> String {
      let items = bins.map { bin in
        let end = bin.range.upperBound.isInfinite ? "null" : number(bin.range.upperBound)
        return "{\"from\":\(number(bin.range.lowerBound)),\"to\":\(end),\"things\":\(bin.count)}"
      }
      return "[\(items.joined(separator: ","))]"
    }
    var json = "{\"kind\":\"dataset\",\"file\":\(Table.json(path)),"
    json += "\"format\":\(Table.json(reading.format.rawValue)),"
    json += "\"pictures\":\(summary.pictures),"
    json += "\"picturesWithoutThings\":\(summary.picturesWithoutThings),"
    json += "\"classes\":[\(summary.classes.map(things).joined(separator: ","))],"
    json += "\"all\":\(things(summary.all)),\"sizes\":\(bins(summary.sizes)),"
    json += "\"aspectRatios\":\(bins(summary.ratios)),\"problems\":\(Self.json(reading.problems))}"
    return json
  }
}
