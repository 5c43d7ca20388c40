import Fovea
import LessonSwift

extension HostLibrary {
  /// What is there and what was said, as scoring sees it.
  mutating func addScoredObjects() {
    type(PreciseBox.self, named: "PreciseBox", help: "A box in double precision, x, y and size.")
    initializer(
      "init(x: Double, y: Double, width: Double, height: Double)", of: PreciseBox.self
    ) { (x: Double, y: Double, width: Double, height: Double) in
      PreciseBox(x: x, y: y, width: width, height: height)
    }
    initializer("init(_ box: Box)", of: PreciseBox.self) { (box: Box) in PreciseBox(box) }
    for (name, field) in [
      ("x", \PreciseBox.x), ("y", \.y), ("width", \.width), ("height", \.height), ("area", \.area),
    ] {
      property("\(name): Double", on: PreciseBox.self) { (box: PreciseBox) in box[keyPath: field] }
    }
    property("box: Box", on: PreciseBox.self) { (box: PreciseBox) in box.box }
    method(
      "func iou(with truth: PreciseBox, isCrowd: Bool = false) -> Double", on: PreciseBox.self
    ) { (box: PreciseBox, truth: PreciseBox, isCrowd: Bool) in
      box.iou(with: truth, isCrowd: isCrowd)
    }
    method(
      "func inclusiveIoU(with truth: PreciseBox) -> Double", on: PreciseBox.self,
      help: "VOC's: corners name pixels, so that one is added to every side."
    ) { (box: PreciseBox, truth: PreciseBox) in box.inclusiveIoU(with: truth) }

    type(TruthObject.self, named: "TruthObject", help: "A thing that is really in a picture.")
    initializer(
      "init(box: Box, classIndex: Int, isCrowd: Bool = false, isDifficult: Bool = false)",
      of: TruthObject.self
    ) { (box: Box, classIndex: Int, isCrowd: Bool, isDifficult: Bool) in
      TruthObject(
        box: box, classIndex: classIndex, isCrowd: isCrowd, isDifficult: isDifficult)
    }
    initializer("init(_ thing: PastureThing)", of: TruthObject.self) { (thing: PastureThing) in
      TruthObject(thing)
    }
    initializer("init(_ object: DetectionObject)", of: TruthObject.self) {
      (object: DetectionObject) in TruthObject(object)
    }
    property("box: PreciseBox", on: TruthObject.self) { (truth: TruthObject) in truth.box }
    property("area: Double", on: TruthObject.self) { (truth: TruthObject) in truth.area }
    property("classIndex: Int", on: TruthObject.self) { (truth: TruthObject) in truth.classIndex }
    for (name, field) in [
      ("isCrowd", \TruthObject.isCrowd), ("isDifficult", \.isDifficult),
    ] as [(String, WritableKeyPath<TruthObject, Bool>)] {
      property(
        "var \(name): Bool", on: TruthObject.self,
        get: { (truth: TruthObject) in truth[keyPath: field] },
        set: { (truth: inout TruthObject, mark: Bool) in truth[keyPath: field] = mark })
    }

    type(DetectedObject.self, named: "DetectedObject", help: "A detection in double precision.")
    initializer("init(_ detection: Detection)", of: DetectedObject.self) {
      (detection: Detection) in DetectedObject(detection)
    }
    property("box: PreciseBox", on: DetectedObject.self) { (found: DetectedObject) in found.box }
    property("score: Double", on: DetectedObject.self) { (found: DetectedObject) in found.score }
    property("classIndex: Int", on: DetectedObject.self) { (found: DetectedObject) in
      found.classIndex
    }
  }

  mutating func addRecord() {
    typealias Record = DetectionRecord
    type(Record.self, named: "DetectionRecord", help: "Truths and detections, by picture.")
    initializer("init(classNames: [String]) throws", of: Record.self) { (names: [String]) in
      try Record(classNames: names)
    }
    method(
      "mutating func add(truths: [TruthObject], detections: [Detection], name: String = \"\") "
        + "throws", on: Record.self, help: "One picture."
    ) { (record: Inout<Record>, truths: [TruthObject], found: [Detection], name: String) in
      try record.value.add(truths: truths, detections: found, name: name)
    }
    method(
      "mutating func add(_ scene: PastureScene, detections: [Detection], name: String = \"\") "
        + "throws", on: Record.self, help: "A scene with its truth."
    ) { (record: Inout<Record>, scene: PastureScene, found: [Detection], name: String) in
      try record.value.add(scene, detections: found, name: name)
    }
    property("classNames: [String]", on: Record.self) { (record: Record) in record.classNames }
  }

  mutating func addCocoScores() {
    type(AreaBand.self, named: "AreaBand", help: "Truths of a size, in square pixels.")
    property("name: String", on: AreaBand.self) { (band: AreaBand) in band.name }
    initializer("init(_ name: String, _ areas: ClosedRange<Double>)", of: AreaBand.self) {
      (name: String, areas: ClosedRange<Double>) in AreaBand(name, areas)
    }
    staticProperty("static let coco: [AreaBand]", on: AreaBand.self) { AreaBand.coco }
    staticProperty("static let pasture: [AreaBand]", on: AreaBand.self) { AreaBand.pasture }
    enumeration(
      OverlapKind.self, named: "OverlapKind",
      cases: ["bbox": .bbox, "segm": .segm, "keypoints": .keypoints],
      help: "What of a detection is compared with what of a truth.")

    initializer(
      "init(annotations: String, detections: String, kind: OverlapKind = .bbox, "
        + "isLenient: Bool = false) throws",
      of: DetectionRecord.self, help: "A data set's file and a results file."
    ) { (annotations: String, detections: String, kind: OverlapKind, isLenient: Bool) in
      try DetectionRecord(
        annotations: annotations, detections: detections, kind: kind, isLenient: isLenient)
    }

    typealias Options = CocoOptions
    type(Options.self, named: "CocoOptions", help: "What COCO's scoring leaves open.")
    initializer(
      "init(_ kind: OverlapKind = .bbox, areaBands: [AreaBand] = AreaBand.coco)", of: Options.self
    ) { (kind: OverlapKind, bands: [AreaBand]) in Options(kind, areaBands: bands) }
    property(
      "var iouThresholds: [Double]", on: Options.self,
      get: { (options: Options) in options.iouThresholds },
      set: { (options: inout Options, values: [Double]) in options.iouThresholds = values })
    property(
      "var detectionLimits: [Int]", on: Options.self,
      get: { (options: Options) in options.detectionLimits },
      set: { (options: inout Options, values: [Int]) in options.detectionLimits = values })

    type(CocoFigure.self, named: "CocoFigure", help: "One of COCO's twelve.")
    property("name: String", on: CocoFigure.self) { (figure: CocoFigure) in figure.name }
    property("value: Double?", on: CocoFigure.self) { (figure: CocoFigure) in figure.value }

    typealias Scores = CocoScores
    type(Scores.self, named: "CocoScores", help: "COCO's scores of a detector.")
    method(
      "func cocoScores(_ options: CocoOptions = CocoOptions()) throws -> CocoScores",
      on: DetectionRecord.self, help: "COCO's twelve figures."
    ) { (record: DetectionRecord, options: Options) in try record.cocoScores(options) }
    property("figures: [CocoFigure]", on: Scores.self) { (scores: Scores) in scores.figures }
    property("table: String", on: Scores.self) { (scores: Scores) in scores.table }
    property("classTable: String", on: Scores.self) { (scores: Scores) in scores.classTable }
    `subscript`("subscript(name: String) -> Double?", on: Scores.self) {
      (scores: Scores, name: String) in scores[name]
    }
    method("func averagePrecision(ofClass k: Int, iou: Double? = nil) -> Double?", on: Scores.self)
    { (scores: Scores, k: Int, iou: Double?) in scores.averagePrecision(ofClass: k, iou: iou) }
    method(
      "func averagePrecision(iou: Double? = nil, band: String? = nil) -> Double?", on: Scores.self
    ) { (scores: Scores, iou: Double?, band: String?) in
      scores.averagePrecision(iou: iou, band: band)
    }
    method(
      "func averageRecall(iou: Double? = nil, band: String? = nil, limit: Int? = nil) -> Double?",
      on: Scores.self
    ) { (scores: Scores, iou: Double?, band: String?, limit: Int?) in
      scores.averageRecall(iou: iou, band: band, limit: limit)
    }
    method("func chart(title: String = \"Precision and recall\") -> Chart", on: Scores.self) {
      (scores: Scores, title: String) in scores.chart(title: title)
    }
    method("func chart(ofClass k: Int) throws -> Chart", on: Scores.self) {
      (scores: Scores, k: Int) in try scores.chart(ofClass: k)
    }
  }

  mutating func addVocScores() {
    typealias Options = VocOptions
    type(Options.self, named: "VocOptions", help: "What VOC's scoring leaves open.")
    initializer(
      "init(_ rule: AveragePrecisionRule = .area, iou: Double = 0.5, isInclusive: Bool = false)",
      of: Options.self
    ) { (rule: AveragePrecisionRule, iou: Double, isInclusive: Bool) in
      Options(rule, iou: iou, isInclusive: isInclusive)
    }
    typealias Scores = VocScores
    type(Scores.self, named: "VocScores", help: "VOC's scores of a detector.")
    method(
      "func vocScores(_ options: VocOptions = VocOptions()) throws -> VocScores",
      on: DetectionRecord.self, help: "One average precision a class, and their mean."
    ) { (record: DetectionRecord, options: Options) in try record.vocScores(options) }
    property("curves: [PrecisionRecallCurve?]", on: Scores.self) { (scores: Scores) in
      scores.curves
    }
    property("averagePrecisions: [Double?]", on: Scores.self) { (scores: Scores) in
      scores.averagePrecisions
    }
    property("meanAveragePrecision: Double?", on: Scores.self) { (scores: Scores) in
      scores.meanAveragePrecision
    }
    property("table: String", on: Scores.self) { (scores: Scores) in scores.table }
  }

  mutating func addVerdicts() {
    enumeration(
      VerdictKind.self, named: "VerdictKind",
      cases: [
        "truePositive": .truePositive, "duplicate": .duplicate, "poorBox": .poorBox,
        "wrongClass": .wrongClass, "background": .background, "ignored": .ignored,
      ], help: "What became of a detection.")
    property("name: String", on: VerdictKind.self) { (kind: VerdictKind) in kind.name }
    property("letter: String", on: VerdictKind.self) { (kind: VerdictKind) in kind.letter }

    typealias Verdict = DetectionVerdict
    type(Verdict.self, named: "DetectionVerdict", help: "A detection and what became of it.")
    property("kind: VerdictKind", on: Verdict.self) { (verdict: Verdict) in verdict.kind }
    property("picture: String", on: Verdict.self) { (verdict: Verdict) in verdict.picture }
    property("pictureIndex: Int", on: Verdict.self) { (verdict: Verdict) in verdict.pictureIndex }
    property("detectionIndex: Int", on: Verdict.self) { (verdict: Verdict) in
      verdict.detectionIndex
    }
    property("detection: DetectedObject", on: Verdict.self) { (verdict: Verdict) in
      verdict.detection
    }
    property("truthIndex: Int?", on: Verdict.self) { (verdict: Verdict) in verdict.truthIndex }
    property("truth: TruthObject?", on: Verdict.self) { (verdict: Verdict) in verdict.truth }
    property("iou: Double", on: Verdict.self) { (verdict: Verdict) in verdict.iou }

    type(MissedTruth.self, named: "MissedTruth", help: "A truth that nobody found.")
    property("picture: String", on: MissedTruth.self) { (missed: MissedTruth) in missed.picture }
    property("truth: TruthObject", on: MissedTruth.self) { (missed: MissedTruth) in missed.truth }
    property("bestIoU: Double", on: MissedTruth.self) { (missed: MissedTruth) in missed.bestIoU }

    typealias Table = VerdictTable
    type(Table.self, named: "VerdictTable", help: "What became of every detection.")
    method(
      "func verdicts(iou: Double = 0.5, leastScore: Double = 0, rule: MatchingRule = .coco) "
        + "throws -> VerdictTable", on: DetectionRecord.self
    ) { (record: DetectionRecord, iou: Double, leastScore: Double, rule: MatchingRule) in
      try record.verdicts(iou: iou, leastScore: leastScore, rule: rule)
    }
    property("verdicts: [DetectionVerdict]", on: Table.self) { (table: Table) in table.verdicts }
    property("missed: [MissedTruth]", on: Table.self) { (table: Table) in table.missed }
    property("summary: String", on: Table.self) { (table: Table) in table.summary }
    property("table: String", on: Table.self) { (table: Table) in table.table }
    method("func count(_ kind: VerdictKind) -> Int", on: Table.self) {
      (table: Table, kind: VerdictKind) in table.count(kind)
    }
    method("func picture(_ index: Int) -> VerdictTable", on: Table.self) {
      (table: Table, index: Int) in table.picture(index)
    }
    method("func ofClass(_ k: Int) -> VerdictTable", on: Table.self) { (table: Table, k: Int) in
      table.ofClass(k)
    }
    method("func sortedByKind() -> VerdictTable", on: Table.self) { (table: Table) in
      table.sortedByKind()
    }
    method("func sortedByIoU() -> VerdictTable", on: Table.self) { (table: Table) in
      table.sortedByIoU()
    }
    method("func drawing(_ table: VerdictTable) throws -> Image", on: Image.self) {
      (image: Image, table: Table) in try image.drawing(table)
    }
  }
}
