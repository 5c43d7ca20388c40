import ArgumentParser
import Foundation
import Fovea

/// What `fovea evaluate` needs to score a results file.
struct ResultsOptions: ParsableArguments {
  enum Metric: String, ExpressibleByArgument, CaseIterable { case coco, voc07, voc12 }
  enum Bands: String, ExpressibleByArgument, CaseIterable { case coco, pasture }

  @Option(
    help: ArgumentHelp(
      "The truth: a COCO annotation file, or a folder of VOC or YOLO annotations.",
      valueName: "file"))
  var annotations: String?

  @Option(help: ArgumentHelp("What was detected: a COCO results file.", valueName: "file"))
  var detections: String?

  @Option(help: "How it is scored: coco, voc07 or voc12 (default: coco).")
  var metric: Metric?

  @Option(help: "What is compared: bbox, segm or keypoints (default: bbox).")
  var iouType: OverlapKind?

  @Option(
    help: """
      Small, medium and large: coco (parted at 32² and 96² pixels) or pasture (16² and 40²) \
      (default: coco).
      """)
  var areaBands: Bands?

  @Option(
    help: ArgumentHelp(
      "σ of each keypoint, separated by commas (default: COCO's 17 of a person).",
      valueName: "list"))
  var sigmas: String?

  @Flag(help: "voc: corners name whole pixels, so that one is added to every side.")
  var inclusivePixels = false

  @Option(
    help: ArgumentHelp("Precision–recall curves, as PNG, into this folder.", valueName: "dir"))
  var curves: String?

  @Flag(help: "Skip annotations and detections that make no sense, and count them.")
  var lenient = false

  @Flag(help: "Add the seconds that reading and scoring took.")
  var timing = false

  var isEmpty: Bool {
    annotations == nil && detections == nil && metric == nil && iouType == nil && areaBands == nil
      && sigmas == nil && !inclusivePixels && curves == nil && !lenient && !timing
  }

  private var isVoc: Bool { (metric ?? .coco) != .coco }
  private var kind: OverlapKind { iouType ?? .bbox }

  func validate() throws {}  // `validate(isAsked:)`, once it is known that no model is named

  func validate(isAsked: Bool) throws {
    guard annotations != nil, detections != nil else {
      throw ValidationError(
        "expected a model, or --annotations FILE with --detections FILE, found "
          + (annotations != nil
            ? "--annotations alone" : detections != nil ? "--detections alone" : "neither"))
    }
    guard !isVoc || kind == .bbox else {
      throw ValidationError("--metric \(metric?.rawValue ?? "") scores boxes: leave out --iou-type")
    }
    guard !isVoc || areaBands == nil else {
      throw ValidationError("--area-bands belong to --metric coco")
    }
    guard isVoc || !inclusivePixels else {
      throw ValidationError("--inclusive-pixels belongs to --metric voc07 and voc12")
    }
    guard sigmas == nil || kind == .keypoints else {
      throw ValidationError("--sigmas belong to --iou-type keypoints")
    }
    _ = try sigmaValues()
  }

  private func sigmaValues() throws -> [Double]? {
    guard let sigmas else { return nil }
    let words = sigmas.split(separator: ",", omittingEmptySubsequences: false)
    let values = words.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    guard values.count == words.count, values.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw ValidationError(
        "--sigmas: expected positive numbers separated by commas, found \(sigmas)")
    }
    return values
  }

  /// Reads, scores, draws the curves, and says it.
  func report(asJSON: Bool) throws -> String {
    let clock = ContinuousClock()
    let start = clock.now
    let record = try read()
    let read = clock.now
    let scored = try score(record)
    let end = clock.now
    if let curves { try write(scored.charts(), to: curves) }
    let seconds = [("seconds_reading", read - start), ("seconds_scoring", end - read)]
    return asJSON
      ? scored.json(of: self, seconds: timing ? seconds : [])
      : ([scored.text] + (timing ? seconds.map { "\($0.0) \(secondsText($0.1))" } : []))
        .joined(separator: "\n")
  }

  private func read() throws -> DetectionRecord {
    let truth = try DetectionDataset.read(annotations ?? "", isLenient: lenient)
    let results = try DetectionResult.read(
      detections ?? "", for: truth.dataset, isLenient: lenient)
    for (what, count) in [("annotations", truth.skipped), ("detections", results.skipped)]
    where count > 0 {
      FoveaCommand.complain("fovea: \(count) \(what) that make no sense were skipped")
    }
    if !isVoc, truth.dataset.annotations.contains(where: { $0.id == 0 }) {
      FoveaCommand.complain(
        "fovea: an annotation has id 0, which pycocotools takes for “no match”: whoever finds it is "
          + "counted wrong, here as there. Number annotations from 1.")
    }
    return try DetectionRecord(truth.dataset, results: results.results, kind: kind)
  }

  private func score(_ record: DetectionRecord) throws -> ScoredResults {
    switch metric ?? .coco {
    case .coco:
      var options = CocoOptions(
        kind, areaBands: areaBands == .pasture ? AreaBand.pasture : AreaBand.coco)
      if let sigmas = try sigmaValues() { options.keypointSigmas = sigmas }
      return .coco(try record.cocoScores(options))
    case .voc07, .voc12:
      return .voc(
        try record.vocScores(
          VocOptions(metric == .voc07 ? .elevenPoints : .area, isInclusive: inclusivePixels)))
    }
  }

  private func write(_ charts: [(name: String, chart: Chart)], to folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure("\(folder): no folder can be made there")
    }
    for (name, chart) in charts { try chart.picture().write(to: "\(folder)/\(name).png") }
  }
}

/// `0.4123`, in seconds.
func secondsText(_ duration: Duration) -> String {
  let (seconds, attoseconds) = duration.components
  return String(format: "%.4f", Double(seconds) + Double(attoseconds) / 1e18)
}

extension OverlapKind: ExpressibleByArgument {}
