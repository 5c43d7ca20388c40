/// What became of every detection of a record, and the truths that nobody found.
///
/// - Example:
///       let scene = try Pasture.scene(seed: 7)
///       let found = scene.things.map { Detection(box: $0.box, classIndex: $0.kind.rawValue, score: 0.9) }
///       var record = try DetectionRecord(classNames: Pasture.classNames)
///       try record.add(scene, detections: found, name: "scene 7")
///       let table = try record.verdicts(iou: 0.5)
///       table.verdicts.count
///       table.missed.count
///       table.count(.truePositive)
///       table.ofClass(1).verdicts.count
///       table.picture(0).verdicts.count
///       table.sortedByKind().verdicts.count
///       table.sortedByIoU().verdicts.count
///       print(table.table)
///       table.summary
public struct VerdictTable: Sendable {
  public let classNames: [String]
  /// The least IoU of a hit.
  public let iou: Double
  /// Best score first.
  public internal(set) var verdicts: [DetectionVerdict]
  /// In the order of the pictures.
  public internal(set) var missed: [MissedTruth]

  /// How many detections came to that end.
  ///
  /// - Parameter kind: right, or wrong in which way.
  public func count(_ kind: VerdictKind) -> Int { verdicts.count { $0.kind == kind } }

  /// The table of one picture alone.
  ///
  /// - Parameter index: of the picture in the record, from 0.
  public func picture(_ index: Int) -> VerdictTable {
    VerdictTable(
      classNames: classNames, iou: iou, verdicts: verdicts.filter { $0.pictureIndex == index },
      missed: missed.filter { $0.pictureIndex == index })
  }

  /// The table of detections and truths of one class alone.
  ///
  /// - Parameter k: the index of the class.
  public func ofClass(_ k: Int) -> VerdictTable {
    VerdictTable(
      classNames: classNames, iou: iou, verdicts: verdicts.filter { $0.detection.classIndex == k },
      missed: missed.filter { $0.truth.classIndex == k })
  }

  /// In the order of kinds, and within a kind best score first.
  public func sortedByKind() -> VerdictTable {
    let kinds = VerdictKind.allCases
    return VerdictTable(
      classNames: classNames, iou: iou,
      verdicts: kinds.flatMap { kind in verdicts.filter { $0.kind == kind } }, missed: missed)
  }

  /// The worst overlap first.
  public func sortedByIoU() -> VerdictTable {
    let order = verdicts.map { -$0.iou }.orderFromLargest()
    return VerdictTable(
      classNames: classNames, iou: iou, verdicts: order.map { verdicts[$0] }, missed: missed)
  }

  /// Counts in a line: `31 true positive, 4 duplicate, 6 missed`.
  public var summary: String {
    let kinds = VerdictKind.allCases.compactMap { kind -> String? in
      let n = count(kind)
      return n == 0 ? nil : "\(n) \(kind.name)"
    }
    return (kinds + ["\(missed.count) missed"]).joined(separator: ", ")
  }

  /// One line for each detection, then one for each missed truth.
  ///
  /// ```
  /// picture  called  verdict        truth  score   IoU
  /// 0        sheep   true positive  sheep   0.91  0.83
  /// 0        –       missed         dog        –  0.00
  /// ```
  public var table: String {
    let found = verdicts.map { verdict in
      [
        verdict.picture, name(verdict.detection.classIndex), verdict.kind.name,
        verdict.truth.map { name($0.classIndex) } ?? "–", fixed(verdict.detection.score, 2),
        verdict.truth == nil ? "–" : fixed(verdict.iou, 2),
      ]
    }
    let lost = missed.map {
      [$0.picture, "–", "missed", name($0.truth.classIndex), "–", fixed($0.bestIoU, 2)]
    }
    return aligned(
      [["picture", "called", "verdict", "truth", "score", "IoU"]] + found + lost, leading: 4)
  }

  func name(_ classIndex: Int) -> String {
    classNames.indices.contains(classIndex) ? classNames[classIndex] : "class \(classIndex)"
  }
}

extension VerdictTable: CustomStringConvertible {
  public var description: String { "VerdictTable at IoU \(fixed(iou, 2)): \(summary)" }
}
