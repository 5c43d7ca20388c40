import Fovea
import LessonSwift

extension HostLibrary {
  /// SPPnet: where a box lies on a map, its network for the Pasture, its detector.
  mutating func addSPPnet() {
    addSPPnetTypes()
    addMapGrid()
    addSPPnetNetwork()
    addSPPnetDetector()
  }

  /// First, since signatures name them.
  private mutating func addSPPnetTypes() {
    type(MapGrid.self, named: "MapGrid", help: "Where the cells of a map lie in its picture.")
    type(MapWindow.self, named: "MapWindow", help: "A rectangle of whole cells of a map.")
    type(ScaledMap.self, named: "ScaledMap", help: "The map of a picture at one size.")
    type(
      PastureSPPnet.self, named: "PastureSPPnet",
      help: "One map, a pyramid of bins for each region. He et al., 2014.")
    type(
      PastureSPPnetDetector.self, named: "PastureSPPnetDetector",
      help: "Maps of some sizes, pyramids, machines, boxes.")
  }

  private mutating func addMapGrid() {
    initializer("init(stride: Int, center: Float)", of: MapGrid.self) {
      (stride: Int, center: Float) in MapGrid(stride: stride, center: center)
    }
    property("stride: Int", on: MapGrid.self, help: "Pixels from cell to cell.") {
      (grid: MapGrid) in grid.stride
    }
    property("center: Float", on: MapGrid.self, help: "Of the first cell, in pixels.") {
      (grid: MapGrid) in grid.center
    }
    method(
      "func window(of box: Box, rows: Int, columns: Int) throws -> MapWindow", on: MapGrid.self,
      help: "The cells with their centre in the box. He et al., 2014, appendix A."
    ) { (grid: MapGrid, box: Box, rows: Int, columns: Int) in
      try grid.window(of: box, rows: rows, columns: columns)
    }
    method("func pixels(of window: MapWindow) -> Box", on: MapGrid.self) {
      (grid: MapGrid, window: MapWindow) in grid.pixels(of: window)
    }
    property("rows: ClosedRange<Int>", on: MapWindow.self) { (window: MapWindow) in window.rows }
    property("columns: ClosedRange<Int>", on: MapWindow.self) { (window: MapWindow) in
      window.columns
    }
    property("scale: Int", on: ScaledMap.self, help: "Pixels of the shorter side.") {
      (map: ScaledMap) in map.scale
    }
    property("x: Float", on: ScaledMap.self, help: "Its pixels for one of the picture.") {
      (map: ScaledMap) in map.x
    }
    property("y: Float", on: ScaledMap.self, help: "Its pixels for one of the picture.") {
      (map: ScaledMap) in map.y
    }
    property("grid: MapGrid", on: ScaledMap.self) { (map: ScaledMap) in map.grid }
    property("map: Tensor", on: ScaledMap.self, help: "[1, C, h, w].") { (map: ScaledMap) in
      map.map
    }
    method(
      "func window(of box: Box) throws -> MapWindow", on: ScaledMap.self,
      help: "Of a box of the original picture."
    ) { (map: ScaledMap, box: Box) in try map.window(of: box) }
  }

  private mutating func addSPPnetNetwork() {
    initializer(
      "init(using generator: inout SeededGenerator) throws", of: PastureSPPnet.self,
      help: "With random weights."
    ) { (generator: Inout<SeededGenerator>) in try PastureSPPnet(using: &generator.value) }
    staticMethod(
      "static func trained() throws -> PastureSPPnet", on: PastureSPPnet.self,
      help: "With the weights that ship with Fovea."
    ) { () in try PastureSPPnet.trained() }
    property("classNames: [String]", on: PastureSPPnet.self, help: "Background first.") {
      (network: PastureSPPnet) in network.classNames
    }
    property("parameterCount: Int", on: PastureSPPnet.self) { (network: PastureSPPnet) in
      network.parameterCount
    }
    property("levels: [Int]", on: PastureSPPnet.self, help: "Bins on a side of each grid.") {
      (network: PastureSPPnet) in network.levels
    }
    property("grid: MapGrid", on: PastureSPPnet.self) { (network: PastureSPPnet) in network.grid }
    method(
      "func takeOver(_ classifier: PastureClassifier) throws", on: PastureSPPnet.self,
      help: "Begins with the trunk of a trained classifier."
    ) { (network: PastureSPPnet, classifier: PastureClassifier) in
      try network.takeOver(classifier)
    }
    method("func trainedParameters() -> [NamedParameter]", on: PastureSPPnet.self) {
      (network: PastureSPPnet) in network.trainedParameters()
    }
    method("func normalized(_ pictures: Tensor) throws -> Tensor", on: PastureSPPnet.self) {
      (network: PastureSPPnet, pictures: Tensor) in try network.normalized(pictures)
    }
    method(
      "func features(_ x: Tensor) throws -> Tensor", on: PastureSPPnet.self,
      help: "The map: [N, 3, H, W], normalised, to [N, 96, H/4, W/4]."
    ) { (network: PastureSPPnet, x: Tensor) in try network.features(x) }
    method(
      "func pooled(_ map: Tensor, _ windows: [MapWindow]) throws -> Tensor", on: PastureSPPnet.self,
      help: "A vector for each window: [R, 4800]. He et al., 2014, §2.2."
    ) { (network: PastureSPPnet, map: Tensor, windows: [MapWindow]) in
      try network.pooled(map, windows)
    }
    method(
      "func hidden(_ pooled: Tensor) throws -> Tensor", on: PastureSPPnet.self,
      help: "Two hidden layers: [R, 4800] to [R, 128]."
    ) { (network: PastureSPPnet, pooled: Tensor) in try network.hidden(pooled) }
    method(
      "func answers(pooled: Tensor) throws -> (margins: Tensor, offsets: Tensor)",
      on: PastureSPPnet.self, help: "[R, 8] and [R, 32]."
    ) { (network: PastureSPPnet, pooled: Tensor) in try network.answers(pooled: pooled) }
    method(
      "func classLogits(pooled: Tensor) throws -> Tensor", on: PastureSPPnet.self,
      help: "Of the softmax that the layers were tuned with: [R, 9]."
    ) { (network: PastureSPPnet, pooled: Tensor) in try network.classLogits(pooled: pooled) }
  }

  private mutating func addSPPnetDetector() {
    typealias Detector = PastureSPPnetDetector
    initializer(
      "init(network: PastureSPPnet, options: RCNNOptions = RCNNOptions(), scales: [Int]? = nil) "
        + "throws", of: Detector.self
    ) { (network: PastureSPPnet, options: RCNNOptions, scales: [Int]?) in
      try Detector(network: network, options: options, scales: scales)
    }
    property("classNames: [String]", on: Detector.self, help: "Background first.") {
      (detector: Detector) in detector.classNames
    }
    property("scales: [Int]", on: Detector.self, help: "Shorter sides of the picture.") {
      (detector: Detector) in detector.scales
    }
    method("func proposals(in image: Image) throws -> [Box]", on: Detector.self) {
      (detector: Detector, image: Image) in try detector.proposals(in: image)
    }
    method(
      "func maps(of image: Image) throws -> [ScaledMap]", on: Detector.self,
      help: "All convolutions that a picture needs."
    ) { (detector: Detector, image: Image) in try detector.maps(of: image) }
    method(
      "func mapIndex(for box: Box, among maps: [ScaledMap]) -> Int", on: Detector.self,
      help: "Where the box has about the pixels of a crop. He et al., 2014, §4.1."
    ) { (detector: Detector, box: Box, maps: [ScaledMap]) in
      detector.mapIndex(for: box, among: maps)
    }
    method(
      "func features(of boxes: [Box], on maps: [ScaledMap]) throws -> RegionFeatures",
      on: Detector.self, help: "Vectors [R, 128] and pyramids [R, 4800]."
    ) { (detector: Detector, boxes: [Box], maps: [ScaledMap]) in
      try detector.features(of: boxes, on: maps)
    }
    method(
      "func features(of boxes: [Box], in image: Image) throws -> RegionFeatures", on: Detector.self,
      help: "The same, from the picture on."
    ) { (detector: Detector, boxes: [Box], image: Image) in
      try detector.features(of: boxes, in: image)
    }
    method(
      "func detections(in image: Image) throws -> [Detection]", on: Detector.self,
      help: "Per class, after suppression, best first."
    ) { (detector: Detector, image: Image) in try detector.detections(in: image) }
    method(
      "func detections(among proposals: [Box], in image: Image) throws -> [Detection]",
      on: Detector.self, help: "The same with proposals from elsewhere."
    ) { (detector: Detector, proposals: [Box], image: Image) in
      try detector.detections(among: proposals, in: image)
    }
    method("func flops(width: Int, height: Int) throws -> Int", on: Detector.self) {
      (detector: Detector, width: Int, height: Int) in
      try detector.flops(width: width, height: height)
    }
  }
}
