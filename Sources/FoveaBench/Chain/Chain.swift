import Foundation
import Fovea

/// `fovea-bench chain`: R-CNN and what came of it, on the same picture, machine and proposals.
struct Chain {
  /// What the command line asked for.
  struct Options {
    var picture: String?
    var repeats = 3
    var warps = 320
    var printsJSON = false

    static let usage = """
      usage: fovea-bench chain [--picture FILE.png] [--repeats N] [--warps N] [--threads N] [--json]

      R-CNN, SPPnet, Fast R-CNN and what came of them, at published size with VGG-16 and random weights,
      on one picture and the same proposals: seconds with and without the search for proposals, beside
      the papers' figures.
        --picture FILE  a picture; a Pasture scene of 500×375 pixels unless you say
        --repeats N     medians of N passes (1 to 100; 3 by default); R-CNN is timed once
        --warps N       R-CNN is timed on the first N proposals (1 to 2000; 320 by default)
        --threads N     use N threads (1 to 256), as FOVEA_THREADS does
        --json          one JSON object instead of a table
      """

    /// - Parameter arguments: behind `chain`.
    init(_ arguments: ArraySlice<String>) throws {
      var rest = arguments
      func number(_ option: String, _ range: ClosedRange<Int>) throws -> Int {
        guard let text = rest.popFirst(), let number = Int(text), range.contains(number) else {
          throw usageError(
            "\(option): expected a number from \(range.lowerBound) to \(range.upperBound) after it")
        }
        return number
      }
      while let argument = rest.popFirst() {
        switch argument {
        case "--picture":
          guard let path = rest.popFirst() else {
            throw usageError("--picture: expected a file after it")
          }
          picture = path
        case "--repeats": repeats = try number("--repeats", 1...100)
        case "--warps": warps = try number("--warps", 1...2000)
        case "--threads": setenv("FOVEA_THREADS", "\(try number("--threads", 1...256))", 1)
        case "--json": printsJSON = true
        default: throw usageError("chain: expected an option, found \"\(argument)\"")
        }
      }
    }
  }

  private struct Row: Encodable {
    let name: String
    /// Seconds a picture.
    let withProposals, withoutProposals: Double
    let paperWithProposals, paperWithoutProposals: Double?
    let paper: String
    let remark: String
  }

  private struct Document: Encodable {
    let kernels: String
    let threads: Int
    let width, height, proposals: Int
    /// Seconds of the search alone.
    let search: Double
    let rows: [Row]
  }

  private let document: Document

  /// Times every link, one after the other.
  ///
  /// - Throws: `ImageError` for a picture that cannot be read.
  init(_ options: Options) throws {
    let image =
      try options.picture.map { try Image(contentsOf: $0).rgb() }
      ?? Pasture.scene(seed: 83, width: 500, height: 375).image
    let regions = RCNNOptions()
    var proposals: [Box] = []
    let search = try (0..<options.repeats).map { _ in
      try milliseconds { proposals = try regions.proposals(in: image) } / 1000
    }.sorted()[options.repeats / 2]
    let input = ChainInput(
      image: image, proposals: proposals, repeats: options.repeats, warps: options.warps)
    let rows = try ChainLink.all.map { link in
      complain("timing \(link.name) …")
      let timing = try link.measure(input)
      return Row(
        name: link.name, withProposals: timing.seconds + (link.takesProposals ? search : 0),
        withoutProposals: timing.seconds, paperWithProposals: link.paper.withProposals,
        paperWithoutProposals: link.paper.withoutProposals, paper: link.paper.source,
        remark: timing.remark)
    }
    document = Document(
      kernels: Kernels.current.name, threads: Workers.shared.threads, width: image.width,
      height: image.height, proposals: proposals.count, search: search, rows: rows)
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }

  var table: String {
    func seconds(_ value: Double?) -> String {
      value.map { String(format: $0 < 10 ? "%.2f" : "%.1f", $0) } ?? "–"
    }
    func line(_ columns: [String]) -> String {
      columns[0].padding(toLength: 14, withPad: " ", startingAt: 0)
        + columns.dropFirst().map {
          String(repeating: " ", count: max(1, 12 - $0.count)) + $0
        }.joined()
    }
    var lines = [
      "kernels \(document.kernels) · \(document.threads) threads · VGG-16, random weights",
      "a picture of \(document.width)×\(document.height), \(document.proposals) proposals "
        + "(selective search, fast: \(seconds(document.search)) s)", "",
      line(["seconds", "with", "without", "paper: with", "without"]),
    ]
    for row in document.rows {
      lines.append(
        line([
          row.name, seconds(row.withProposals), seconds(row.withoutProposals),
          seconds(row.paperWithProposals), seconds(row.paperWithoutProposals),
        ]))
    }
    lines.append("")
    for row in document.rows where !row.remark.isEmpty {
      lines.append("\(row.name): \(row.remark)")
    }
    lines += [
      "", "with, without: the search for proposals, or proposals of one's own. The papers':",
    ]
    for row in document.rows { lines.append("\(row.name): \(row.paper)") }
    return lines.joined(separator: "\n")
  }
}

/// A command line that makes no sense.
func usageError(_ description: String) -> Options.UsageError {
  Options.UsageError(description: description)
}
