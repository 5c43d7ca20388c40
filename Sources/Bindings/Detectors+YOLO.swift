import Fovea
import LessonSwift

extension HostLibrary {
  /// YOLO version 1: the grid, what its numbers are to be, the network for the Pasture; and the paper's
  /// network as Darknet writes it down.
  mutating func addYOLO() {
    addYOLOTypes()
    addYOLOGrid()
    addYOLOv1Layout()
    addYOLOv1Targets()
    addPastureYOLOv1()
    addDarknetBlueprint()
  }

  /// First, since signatures name them.
  private mutating func addYOLOTypes() {
    type(GridCell.self, named: "GridCell", help: "Row and column of a cell, from 0.")
    type(YOLOGrid.self, named: "YOLOGrid", help: "Equal cells over a picture.")
    type(YOLOTruths.self, named: "YOLOTruths", help: "What is in a picture, for YOLO's losses.")
    type(
      YOLOv1Layout.self, named: "YOLOv1Layout",
      help: "S×S×(B·5 + C): what each number stands for. Redmon et al., \"YOLO\", 2016, §2.")
    type(YOLOv1Prediction.self, named: "YOLOv1Prediction", help: "One of a cell's boxes.")
    type(YOLOv1Responsible.self, named: "YOLOv1Responsible", help: "Who answers for a true box.")
    enumeration(
      YOLOv1Term.self, named: "YOLOv1Term",
      cases: [
        "centres": .centres, "sizes": .sizes, "objects": .objects, "background": .background,
        "classes": .classes,
      ], help: "A term of the loss, \"YOLO\", 2016, equation 3.")
    type(YOLOv1Targets.self, named: "YOLOv1Targets", help: "What every number is to be.")
    type(PastureYOLOv1.self, named: "PastureYOLOv1", help: "YOLO version 1 for the Pasture.")
    type(YOLOv1Detector.self, named: "YOLOv1Detector", help: "One pass, then suppression.")
    type(DarknetConfiguration.self, named: "DarknetConfiguration", help: "A Darknet .cfg.")
    type(DarknetBlueprint.self, named: "DarknetBlueprint", help: "Its layers and their shapes.")
    type(DarknetLayer.self, named: "DarknetLayer")
    type(DarknetShape.self, named: "DarknetShape", help: "Of what a layer answers.")
  }

  private mutating func addYOLOGrid() {
    initializer("init(row: Int, column: Int)", of: GridCell.self) { (row: Int, column: Int) in
      GridCell(row: row, column: column)
    }
    property("row: Int", on: GridCell.self) { (cell: GridCell) in cell.row }
    property("column: Int", on: GridCell.self) { (cell: GridCell) in cell.column }
    initializer(
      "init(rows: Int, columns: Int, width: Int, height: Int) throws", of: YOLOGrid.self
    ) { (rows: Int, columns: Int, width: Int, height: Int) in
      try YOLOGrid(rows: rows, columns: columns, width: width, height: height)
    }
    for (name, field) in [
      ("rows", \YOLOGrid.rows), ("columns", \.columns), ("width", \.width), ("height", \.height),
    ] {
      property("\(name): Int", on: YOLOGrid.self) { (grid: YOLOGrid) in grid[keyPath: field] }
    }
    property("cellWidth: Float", on: YOLOGrid.self) { (grid: YOLOGrid) in grid.cellWidth }
    property("cellHeight: Float", on: YOLOGrid.self) { (grid: YOLOGrid) in grid.cellHeight }
    property("cells: [GridCell]", on: YOLOGrid.self) { (grid: YOLOGrid) in grid.cells }
    method(
      "func cell(of box: Box) -> GridCell", on: YOLOGrid.self,
      help: "The cell of its centre. Redmon et al., \"YOLO\", 2016, §2."
    ) { (grid: YOLOGrid, box: Box) in grid.cell(of: box) }
    method("func place(of box: Box) -> (x: Float, y: Float)", on: YOLOGrid.self) {
      (grid: YOLOGrid, box: Box) in grid.place(of: box)
    }
    method("func box(of cell: GridCell) -> Box", on: YOLOGrid.self) {
      (grid: YOLOGrid, cell: GridCell) in grid.box(of: cell)
    }
    initializer(
      "init(boxes: [Box], classes: [Int], ignored: [Box] = [], classCount: Int) throws",
      of: YOLOTruths.self
    ) { (boxes: [Box], classes: [Int], ignored: [Box], classCount: Int) in
      try YOLOTruths(boxes: boxes, classes: classes, ignored: ignored, classCount: classCount)
    }
    property("boxes: [Box]", on: YOLOTruths.self) { (truths: YOLOTruths) in truths.boxes }
    property("classes: [Int]", on: YOLOTruths.self) { (truths: YOLOTruths) in truths.classes }
    property("ignored: [Box]", on: YOLOTruths.self) { (truths: YOLOTruths) in truths.ignored }
  }

  private mutating func addYOLOv1Layout() {
    initializer(
      "init(rows: Int, columns: Int, boxesPerCell: Int, classCount: Int) throws",
      of: YOLOv1Layout.self
    ) { (rows: Int, columns: Int, boxes: Int, classes: Int) in
      try YOLOv1Layout(rows: rows, columns: columns, boxesPerCell: boxes, classCount: classes)
    }
    for (name, field) in [
      ("rows", \YOLOv1Layout.rows), ("columns", \.columns), ("boxesPerCell", \.boxesPerCell),
      ("classCount", \.classCount), ("numbersPerCell", \.numbersPerCell), ("count", \.count),
    ] as [(String, KeyPath<YOLOv1Layout, Int>)] {
      property("\(name): Int", on: YOLOv1Layout.self) { (layout: YOLOv1Layout) in
        layout[keyPath: field]
      }
    }
    method("func grid(width: Int, height: Int) -> YOLOGrid", on: YOLOv1Layout.self) {
      (layout: YOLOv1Layout, width: Int, height: Int) in
      layout.grid(width: width, height: height)
    }
    method(
      "func box(_ numbers: [Float], cell: GridCell, grid: YOLOGrid) -> Box", on: YOLOv1Layout.self,
      help: "x, y, √w, √h as a box."
    ) { (layout: YOLOv1Layout, numbers: [Float], cell: GridCell, grid: YOLOGrid) in
      layout.box(numbers, cell: cell, grid: grid)
    }
    method(
      "func predictions(_ map: Tensor, picture: Int = 0, width: Int, height: Int) throws "
        + "-> [YOLOv1Prediction]", on: YOLOv1Layout.self, help: "All boxes of all cells."
    ) { (layout: YOLOv1Layout, map: Tensor, picture: Int, width: Int, height: Int) in
      try layout.predictions(map, picture: picture, width: width, height: height)
    }
    property("cell: GridCell", on: YOLOv1Prediction.self) { (p: YOLOv1Prediction) in p.cell }
    property("number: Int", on: YOLOv1Prediction.self) { (p: YOLOv1Prediction) in p.number }
    property("box: Box", on: YOLOv1Prediction.self) { (p: YOLOv1Prediction) in p.box }
    property("confidence: Float", on: YOLOv1Prediction.self) { (p: YOLOv1Prediction) in
      p.confidence
    }
    property("classes: [Float]", on: YOLOv1Prediction.self) { (p: YOLOv1Prediction) in p.classes }
    property("scores: [Float]", on: YOLOv1Prediction.self) { (p: YOLOv1Prediction) in p.scores }
  }

  private mutating func addYOLOv1Targets() {
    initializer(
      "init(_ map: Tensor, _ truths: [YOLOTruths], layout: YOLOv1Layout, width: Int, height: Int) "
        + "throws", of: YOLOv1Targets.self, help: "Redmon et al., \"YOLO\", 2016, equation 3."
    ) { (map: Tensor, truths: [YOLOTruths], layout: YOLOv1Layout, width: Int, height: Int) in
      try YOLOv1Targets(map, truths, layout: layout, width: width, height: height)
    }
    property("values: Tensor", on: YOLOv1Targets.self, help: "[N, D, rows, columns].") {
      (targets: YOLOv1Targets) in targets.values
    }
    method("func weights(_ term: YOLOv1Term) -> Tensor", on: YOLOv1Targets.self) {
      (targets: YOLOv1Targets, term: YOLOv1Term) in targets.weights(term)
    }
    property("responsible: [YOLOv1Responsible]", on: YOLOv1Targets.self) {
      (targets: YOLOv1Targets) in targets.responsible
    }
    property("passedOver: [[Int]]", on: YOLOv1Targets.self) { (targets: YOLOv1Targets) in
      targets.passedOver
    }
    method(
      "func loss(_ term: YOLOv1Term, of map: Tensor) throws -> Tensor", on: YOLOv1Targets.self
    ) { (targets: YOLOv1Targets, term: YOLOv1Term, map: Tensor) in
      try targets.loss(term, of: map)
    }
    property("name: String", on: YOLOv1Term.self) { (term: YOLOv1Term) in term.name }
    property("cell: GridCell", on: YOLOv1Responsible.self) { (r: YOLOv1Responsible) in r.cell }
    property("iou: Float", on: YOLOv1Responsible.self) { (r: YOLOv1Responsible) in r.iou }
    for (name, field) in [
      ("picture", \YOLOv1Responsible.picture), ("truth", \.truth), ("number", \.number),
    ] {
      property("\(name): Int", on: YOLOv1Responsible.self) { (r: YOLOv1Responsible) in
        r[keyPath: field]
      }
    }
  }

  private mutating func addPastureYOLOv1() {
    initializer(
      "init(using generator: inout SeededGenerator) throws", of: PastureYOLOv1.self,
      help: "With random weights."
    ) { (generator: Inout<SeededGenerator>) in try PastureYOLOv1(using: &generator.value) }
    staticMethod(
      "static func trained() throws -> PastureYOLOv1", on: PastureYOLOv1.self,
      help: "With the weights that ship with Fovea."
    ) { () in try PastureYOLOv1.trained() }
    staticProperty("static let layout: YOLOv1Layout", on: PastureYOLOv1.self) {
      PastureYOLOv1.layout
    }
    staticProperty("static let classNames: [String]", on: PastureYOLOv1.self) {
      PastureYOLOv1.classNames
    }
    property("parameterCount: Int", on: PastureYOLOv1.self) { (model: PastureYOLOv1) in
      model.parameterCount
    }
    method("func trainedParameters() -> [NamedParameter]", on: PastureYOLOv1.self) {
      (model: PastureYOLOv1) in model.trainedParameters()
    }
    method("func takeOver(_ classifier: PastureClassifier) throws", on: PastureYOLOv1.self) {
      (model: PastureYOLOv1, classifier: PastureClassifier) in try model.takeOver(classifier)
    }
    method("func normalized(_ pictures: Tensor) throws -> Tensor", on: PastureYOLOv1.self) {
      (model: PastureYOLOv1, pictures: Tensor) in try model.normalized(pictures)
    }
    method("func features(_ x: Tensor) throws -> Tensor", on: PastureYOLOv1.self) {
      (model: PastureYOLOv1, x: Tensor) in try model.features(x)
    }
    method("func callAsFunction(_ x: Tensor) throws -> Tensor", on: PastureYOLOv1.self) {
      (model: PastureYOLOv1, x: Tensor) in try model(x)
    }
    method(
      "func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor",
      on: PastureYOLOv1.self
    ) { (model: PastureYOLOv1, x: Tensor, generator: Inout<SeededGenerator>) in
      try model.training(x, using: &generator.value)
    }
    initializer(
      "init(network: PastureYOLOv1, leastScore: Float = 0.3, suppression: Float = 0.45) throws",
      of: YOLOv1Detector.self
    ) { (network: PastureYOLOv1, score: Float, suppression: Float) in
      try YOLOv1Detector(network: network, leastScore: score, suppression: suppression)
    }
    property(
      "var leastScore: Float", on: YOLOv1Detector.self,
      get: { (detector: YOLOv1Detector) in detector.leastScore },
      set: { (detector: inout YOLOv1Detector, score: Float) in detector.leastScore = score })
    property(
      "var suppression: Float", on: YOLOv1Detector.self,
      get: { (detector: YOLOv1Detector) in detector.suppression },
      set: { (detector: inout YOLOv1Detector, iou: Float) in detector.suppression = iou })
    property("classNames: [String]", on: YOLOv1Detector.self) { (detector: YOLOv1Detector) in
      detector.classNames
    }
    method("func candidates(in image: Image) throws -> [Detection]", on: YOLOv1Detector.self) {
      (detector: YOLOv1Detector, image: Image) in try detector.candidates(in: image)
    }
    method("func detections(in image: Image) throws -> [Detection]", on: YOLOv1Detector.self) {
      (detector: YOLOv1Detector, image: Image) in try detector.detections(in: image)
    }
    method(
      "func planned() throws -> YOLOv1Detector", on: YOLOv1Detector.self, help: "Faster, later."
    ) { (detector: YOLOv1Detector) in try detector.planned() }
    method("func flops(width: Int, height: Int) throws -> Int", on: YOLOv1Detector.self) {
      (detector: YOLOv1Detector, width: Int, height: Int) in
      try detector.flops(width: width, height: height)
    }
  }

  private mutating func addDarknetBlueprint() {
    staticMethod(
      "static func yoloV1() throws -> DarknetConfiguration", on: DarknetConfiguration.self,
      help: "The network of YOLO's paper, figure 3."
    ) { () in try DarknetConfiguration.yoloV1() }
    initializer(
      "init(_ configuration: DarknetConfiguration) throws", of: DarknetBlueprint.self
    ) { (configuration: DarknetConfiguration) in try DarknetBlueprint(configuration) }
    property("layers: [DarknetLayer]", on: DarknetBlueprint.self) { (b: DarknetBlueprint) in
      b.layers
    }
    property("number: Int", on: DarknetLayer.self) { (layer: DarknetLayer) in layer.number }
    property("section: String", on: DarknetLayer.self) { (layer: DarknetLayer) in layer.section }
    property("output: DarknetShape", on: DarknetLayer.self) { (layer: DarknetLayer) in
      layer.output
    }
    property("count: Int", on: DarknetShape.self) { (shape: DarknetShape) in shape.count }
  }
}
