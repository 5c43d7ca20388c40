import Fovea
import LessonSwift

extension HostLibrary {
  /// Regions, selective search, and R-CNN built on them.
  mutating func addRCNN() {
    addRegionTypes()
    addRegionMaps()
    addSelectiveSearch()
    addMachines()
    addRCNNNetwork()
    addRCNNDetector()
  }

  /// Before the members, whose signatures name them.
  private mutating func addRegionTypes() {
    type(
      GraphSegmentation.self, named: "GraphSegmentation",
      help: "Cuts a picture into regions of about one colour.")
    type(RegionMap.self, named: "RegionMap", help: "A picture cut into regions.")
    type(SelectiveSearch.self, named: "SelectiveSearch", help: "Proposals by joining regions.")
    type(RegionHierarchy.self, named: "RegionHierarchy", help: "Regions joined two by two.")
    type(LinearSVM.Options.self, named: "SVMOptions", help: "How hard a machine is trained.")
    type(LinearSVM.self, named: "LinearSVM", help: "A weight a feature, an offset, a margin.")
    type(RidgeRegression.self, named: "RidgeRegression", help: "A linear map with small weights.")
    type(RegionFeatures.self, named: "RegionFeatures", help: "What R-CNN knows of regions.")
    type(PastureRCNN.self, named: "PastureRCNN", help: "R-CNN's network at the Pasture's size.")
    type(RCNNOptions.self, named: "RCNNOptions", help: "How R-CNN looks at a picture.")
    type(
      PastureRCNNDetector.self, named: "PastureRCNNDetector",
      help: "Proposals, warps, machines, boxes.")
  }

  private mutating func addRegionMaps() {
    enumeration(
      ColorSpace.self, named: "ColorSpace",
      cases: [
        "rgb": .rgb, "hsv": .hsv, "lab": .lab, "intensity": .intensity, "hue": .hue, "rgI": .rgI,
      ], help: "Ways to write a colour down as numbers.")
    initializer(
      "init(k: Float = 100, sigma: Float = 0.8, minimumSize: Int = 20) throws",
      of: GraphSegmentation.self,
      help: "k: how much a region forgives; sigma: smoothing; minimumSize: in pixels."
    ) { (k: Float, sigma: Float, least: Int) in
      try GraphSegmentation(k: k, sigma: sigma, minimumSize: least)
    }
    method(
      "func regions(of image: Image, in space: ColorSpace = .rgb) throws -> RegionMap",
      on: GraphSegmentation.self, help: "The regions, numbered row by row."
    ) { (cut: GraphSegmentation, image: Image, space: ColorSpace) in
      try cut.regions(of: image, in: space)
    }

    property("width: Int", on: RegionMap.self) { (map: RegionMap) in map.width }
    property("height: Int", on: RegionMap.self) { (map: RegionMap) in map.height }
    property("count: Int", on: RegionMap.self, help: "How many regions there are.") {
      (map: RegionMap) in map.count
    }
    property("sizes: [Int]", on: RegionMap.self, help: "Pixels of each region.") {
      (map: RegionMap) in map.sizes
    }
    property("boxes: [Box]", on: RegionMap.self, help: "Around each region.") {
      (map: RegionMap) in map.boxes
    }
    method("func label(x: Int, y: Int) -> Int?", on: RegionMap.self, help: "Of a pixel.") {
      (map: RegionMap, x: Int, y: Int) in map.label(x: x, y: y)
    }
    method("func mask(of label: Int) throws -> Mask", on: RegionMap.self) {
      (map: RegionMap, label: Int) in try map.mask(of: label)
    }
    method("func tensor() throws -> Tensor", on: RegionMap.self, help: "Labels, [H, W].") {
      (map: RegionMap) in try map.tensor()
    }
    method("func picture() throws -> Image", on: RegionMap.self, help: "A colour each.") {
      (map: RegionMap) in try map.picture()
    }
    method(
      "func meanColors(of image: Image) throws -> Image", on: RegionMap.self,
      help: "Each region in the mean colour of its pixels."
    ) { (map: RegionMap, image: Image) in try map.meanColors(of: image) }
    method(
      "func outlined(on image: Image, color: Color = .yellow) throws -> Image", on: RegionMap.self,
      help: "A line along every border between regions."
    ) { (map: RegionMap, image: Image, color: Color) in try map.outlined(on: image, color: color) }
  }

  private mutating func addSelectiveSearch() {
    enumeration(
      SelectiveSearch.Mode.self, named: "SearchMode",
      cases: ["single": .single, "fast": .fast, "quality": .quality],
      help: "How many ways to group are tried: 1, 8, 80.")
    enumeration(
      SelectiveSearch.Order.self, named: "SearchOrder",
      cases: ["parts": .parts, "wholes": .wholes], help: "Which proposals come first.")
    function(
      "func selectiveSearch(_ image: Image, mode: SearchMode = .fast, limit: Int? = nil) "
        + "throws -> [Box]", help: "Boxes that may hold a thing of any class."
    ) { (image: Image, mode: SelectiveSearch.Mode, limit: Int?) in
      try selectiveSearch(image, mode: mode, limit: limit)
    }
    initializer("init(_ mode: SearchMode = .fast)", of: SelectiveSearch.self) {
      (mode: SelectiveSearch.Mode) in SelectiveSearch(mode)
    }
    property(
      "var scales: [Float]", on: SelectiveSearch.self,
      get: { (search: SelectiveSearch) in search.scales },
      set: { (search: inout SelectiveSearch, scales: [Float]) in search.scales = scales })
    property(
      "var spaces: [ColorSpace]", on: SelectiveSearch.self,
      get: { (search: SelectiveSearch) in search.spaces },
      set: { (search: inout SelectiveSearch, spaces: [ColorSpace]) in search.spaces = spaces })
    property(
      "var minimumSize: Int?", on: SelectiveSearch.self,
      get: { (search: SelectiveSearch) in search.minimumSize },
      set: { (search: inout SelectiveSearch, least: Int?) in search.minimumSize = least })
    property(
      "var order: SearchOrder", on: SelectiveSearch.self,
      get: { (search: SelectiveSearch) in search.order },
      set: { (search: inout SelectiveSearch, order: SelectiveSearch.Order) in
        search.order = order
      })
    method("func proposals(in image: Image) throws -> [Box]", on: SelectiveSearch.self) {
      (search: SelectiveSearch, image: Image) in try search.proposals(in: image)
    }
    method(
      "func hierarchies(of image: Image) throws -> [RegionHierarchy]", on: SelectiveSearch.self,
      help: "The tree of each way to group."
    ) { (search: SelectiveSearch, image: Image) in try search.hierarchies(of: image) }

    property("leaves: RegionMap", on: RegionHierarchy.self, help: "What it begins with.") {
      (tree: RegionHierarchy) in tree.leaves
    }
    property("joinCount: Int", on: RegionHierarchy.self) { (tree: RegionHierarchy) in
      tree.joinCount
    }
    property(
      "boxes: [Box]", on: RegionHierarchy.self, help: "Of the leaves, then of what was joined."
    ) { (tree: RegionHierarchy) in tree.boxes }
    property(
      "similarities: [Float]", on: RegionHierarchy.self, help: "Of the pairs, as they were joined."
    ) { (tree: RegionHierarchy) in tree.similarities }
    method(
      "func map(joins: Int) throws -> RegionMap", on: RegionHierarchy.self,
      help: "The picture as it is cut after so many joins."
    ) { (tree: RegionHierarchy, joins: Int) in try tree.map(joins: joins) }
    method("func mask(of region: Int) throws -> Mask", on: RegionHierarchy.self) {
      (tree: RegionHierarchy, region: Int) in try tree.mask(of: region)
    }

    method(
      "func withContext(padding: Int, side: Int) -> Box", on: Box.self,
      help: "So much larger that the box fills side − 2 · padding of side pixels."
    ) { (box: Box, padding: Int, side: Int) in box.withContext(padding: padding, side: side) }
    method(
      "func regionWarps(of boxes: [Box], side: Int, padding: Int, "
        + "outside: [Float] = [0.5, 0.5, 0.5]) throws -> Tensor", on: Image.self,
      help: "Each box, whatever its shape, as a square: [N, 3, side, side]."
    ) { (image: Image, boxes: [Box], side: Int, padding: Int, outside: [Float]) in
      try image.regionWarps(of: boxes, side: side, padding: padding, outside: outside)
    }
  }

  private mutating func addMachines() {
    initializer(
      "init(cost: Float = 0.001, positiveWeight: Float = 2, biasScale: Float = 10, "
        + "largestPassCount: Int = 200, tolerance: Float = 0.01)", of: LinearSVM.Options.self
    ) { (cost: Float, weight: Float, scale: Float, passes: Int, tolerance: Float) in
      LinearSVM.Options(
        cost: cost, positiveWeight: weight, biasScale: scale, largestPassCount: passes,
        tolerance: tolerance)
    }
    initializer(
      "init(features: Tensor, isPositive: [Bool], options: SVMOptions = SVMOptions(), "
        + "using generator: inout SeededGenerator) throws", of: LinearSVM.self,
      help: "Trained on the hinge loss; features [N, F]."
    ) {
      (
        features: Tensor, answers: [Bool], options: LinearSVM.Options,
        generator: Inout<SeededGenerator>
      ) in
      try LinearSVM(
        features: features, isPositive: answers, options: options, using: &generator.value)
    }
    property("weight: [Float]", on: LinearSVM.self) { (machine: LinearSVM) in machine.weight }
    property("bias: Float", on: LinearSVM.self) { (machine: LinearSVM) in machine.bias }
    method("func margin(_ features: [Float]) throws -> Float", on: LinearSVM.self) {
      (machine: LinearSVM, features: [Float]) in try machine.margin(features)
    }
    method(
      "func margins(_ features: Tensor) throws -> Tensor", on: LinearSVM.self,
      help: "[N, F] to [N]."
    ) { (machine: LinearSVM, features: Tensor) in try machine.margins(features) }

    initializer(
      "init(features: Tensor, targets: Tensor, lambda: Float = 1000) throws",
      of: RidgeRegression.self, help: "From [N, F] to [N, T], in one go."
    ) { (features: Tensor, targets: Tensor, lambda: Float) in
      try RidgeRegression(features: features, targets: targets, lambda: lambda)
    }
    property("weight: Tensor", on: RidgeRegression.self) { (map: RidgeRegression) in map.weight }
    property("bias: Tensor", on: RidgeRegression.self) { (map: RidgeRegression) in map.bias }
  }

  private mutating func addRCNNNetwork() {
    property("vectors: Tensor", on: RegionFeatures.self, help: "[N, F], for the classes.") {
      (features: RegionFeatures) in features.vectors
    }
    property("maps: Tensor", on: RegionFeatures.self, help: "[N, D], for the boxes.") {
      (features: RegionFeatures) in features.maps
    }
    staticMethod(
      "static func trained() throws -> PastureRCNN", on: PastureRCNN.self,
      help: "With the weights that ship with Fovea."
    ) { () in try PastureRCNN.trained() }
    initializer(
      "init(trunk: PastureClassifier, classNames: [String]) throws", of: PastureRCNN.self,
      help: "With machines that say 0, and boxes that stay."
    ) { (trunk: PastureClassifier, names: [String]) in
      try PastureRCNN(trunk: trunk, classNames: names)
    }
    property("trunk: PastureClassifier", on: PastureRCNN.self) { (network: PastureRCNN) in
      network.trunk
    }
    property("classNames: [String]", on: PastureRCNN.self, help: "Background first.") {
      (network: PastureRCNN) in network.classNames
    }
    property("parameterCount: Int", on: PastureRCNN.self) { (network: PastureRCNN) in
      network.parameterCount
    }
    property("svm: Linear", on: PastureRCNN.self, help: "A row a class.") {
      (network: PastureRCNN) in network.svm
    }
    property("boxes: Linear", on: PastureRCNN.self, help: "Four rows a class.") {
      (network: PastureRCNN) in network.boxes
    }
    method(
      "func set(_ machine: LinearSVM, forClass index: Int) throws", on: PastureRCNN.self
    ) { (network: PastureRCNN, machine: LinearSVM, index: Int) in
      try network.set(machine, forClass: index)
    }
    method(
      "func set(_ regression: RidgeRegression, forClass index: Int) throws", on: PastureRCNN.self
    ) { (network: PastureRCNN, regression: RidgeRegression, index: Int) in
      try network.set(regression, forClass: index)
    }
  }

  private mutating func addRCNNDetector() {
    initializer("init()", of: RCNNOptions.self) { () in RCNNOptions() }
    property(
      "var search: SelectiveSearch", on: RCNNOptions.self,
      get: { (options: RCNNOptions) in options.search },
      set: { (options: inout RCNNOptions, value: SelectiveSearch) in options.search = value })
    property(
      "var proposalLimit: Int", on: RCNNOptions.self,
      get: { (options: RCNNOptions) in options.proposalLimit },
      set: { (options: inout RCNNOptions, value: Int) in options.proposalLimit = value })
    property(
      "var leastScore: Float", on: RCNNOptions.self,
      get: { (options: RCNNOptions) in options.leastScore },
      set: { (options: inout RCNNOptions, value: Float) in options.leastScore = value })
    property(
      "var suppression: Float", on: RCNNOptions.self,
      get: { (options: RCNNOptions) in options.suppression },
      set: { (options: inout RCNNOptions, value: Float) in options.suppression = value })
    property(
      "var refinesBoxes: Bool", on: RCNNOptions.self,
      get: { (options: RCNNOptions) in options.refinesBoxes },
      set: { (options: inout RCNNOptions, value: Bool) in options.refinesBoxes = value })
    typealias Detector = PastureRCNNDetector
    initializer(
      "init(network: PastureRCNN, options: RCNNOptions = RCNNOptions()) throws", of: Detector.self
    ) { (network: PastureRCNN, options: RCNNOptions) in
      try Detector(network: network, options: options)
    }
    property("classNames: [String]", on: Detector.self, help: "Background first.") {
      (detector: Detector) in detector.classNames
    }
    method("func proposals(in image: Image) throws -> [Box]", on: Detector.self) {
      (detector: Detector, image: Image) in try detector.proposals(in: image)
    }
    method(
      "func warps(of boxes: [Box], in image: Image) throws -> Tensor", on: Detector.self,
      help: "[N, 3, S, S]: regions as the network sees them."
    ) { (detector: Detector, boxes: [Box], image: Image) in
      try detector.warps(of: boxes, in: image)
    }
    method(
      "func features(of boxes: [Box], in image: Image) throws -> RegionFeatures", on: Detector.self,
      help: "A forward pass for each box."
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
  }
}
