import Fovea
import LessonSwift

extension HostLibrary {
  /// Pose: joints and their places, heat maps, their loss and decoding.
  mutating func addPose() {
    type(
      PasturePose.self, named: "PasturePose",
      help: "Faster R-CNN for persons, with their joints. He et al., \"Mask R-CNN\", 2017, §5.")
    addJoints()
    addPoseNetwork()
    addHeatMaps()
  }

  private mutating func addJoints() {
    enumeration(
      PlacedKeypoint.Visibility.self, named: "KeypointVisibility",
      cases: ["unlabelled": .unlabelled, "hidden": .hidden, "visible": .visible],
      help: "Whether a joint is seen, hidden, or outside the picture.")
    type(PlacedKeypoint.self, named: "PlacedKeypoint", help: "Where a joint is, in pixels.")
    initializer(
      "init(x: Float, y: Float, visibility: KeypointVisibility)", of: PlacedKeypoint.self
    ) { (x: Float, y: Float, visibility: PlacedKeypoint.Visibility) in
      PlacedKeypoint(x: x, y: y, visibility: visibility)
    }
    property("x: Float", on: PlacedKeypoint.self) { (joint: PlacedKeypoint) in joint.x }
    property("y: Float", on: PlacedKeypoint.self) { (joint: PlacedKeypoint) in joint.y }
    property("visibility: KeypointVisibility", on: PlacedKeypoint.self) {
      (joint: PlacedKeypoint) in joint.visibility
    }
    property("isLabelled: Bool", on: PlacedKeypoint.self) { (joint: PlacedKeypoint) in
      joint.isLabelled
    }
    property("isVisible: Bool", on: PlacedKeypoint.self) { (joint: PlacedKeypoint) in
      joint.isVisible
    }
    property("placed: PlacedKeypoint", on: FoundKeypoint.self, help: "To draw or to compare.") {
      (joint: FoundKeypoint) in joint.placed
    }
    type(Keypoint.self, named: "Keypoint", help: "The 17 places that COCO marks on a person.")
    staticProperty("static let names: [String]", on: Keypoint.self, help: "In COCO's order.") {
      Keypoint.names
    }
    property("keypoints: [PlacedKeypoint]", on: PastureThing.self, help: "17 of a person.") {
      (thing: PastureThing) in thing.keypoints
    }
    method(
      "func drawing(persons: [[PlacedKeypoint]], enlarged factor: Int = 1) throws -> Image",
      on: Image.self, help: "With skeletons: left orange, right blue."
    ) { (image: Image, persons: [[PlacedKeypoint]], factor: Int) in
      try image.drawing(persons: persons, enlarged: factor)
    }
  }

  private mutating func addPoseNetwork() {
    typealias Network = PasturePose
    addRegionNetwork(
      Network.self, named: "PasturePose", random: { try Network(using: &$0) },
      trained: { try Network.trained() })
    method(
      "func takeOver(_ detector: PastureFasterRCNN) throws", on: Network.self,
      help: "Begins with a trained Faster R-CNN, cut down to persons."
    ) { (model: Network, detector: PastureFasterRCNN) in try model.takeOver(detector) }
    method(
      "func heatMaps(of boxes: [Box], maps: [Tensor]) throws -> Tensor", on: Network.self,
      help: "Logits of all joints, [D, 17, 56, 56]. He et al., \"Mask R-CNN\", 2017, §5."
    ) { (model: Network, boxes: [Box], maps: [Tensor]) in
      try model.heatMaps(of: boxes, maps: maps)
    }
  }

  private mutating func addHeatMaps() {
    function(
      "func keypointTargets(_ joints: [[PlacedKeypoint]], boxes: [Box], size: Int) throws "
        + "-> [Int?]",
      help: "The cell of each joint, row · S + column; nil: nothing to learn. "
        + "He et al., \"Mask R-CNN\", 2017, §5."
    ) { (joints: [[PlacedKeypoint]], boxes: [Box], size: Int) in
      try keypointTargets(joints, boxes: boxes, size: size)
    }
    function(
      "func keypointLoss(_ logits: Tensor, targets: [Int?]) throws -> Tensor",
      help: "Of [R, J, S, S]: a softmax over the positions of each map. "
        + "He et al., \"Mask R-CNN\", 2017, §5."
    ) { (logits: Tensor, targets: [Int?]) in try keypointLoss(logits, targets: targets) }
    function(
      "func decodedKeypoints(_ maps: Tensor, boxes: [Box]) throws -> [[FoundKeypoint]]",
      help: "The highest place of each of [R, J, S, S], stretched over its box."
    ) { (maps: Tensor, boxes: [Box]) in try decodedKeypoints(maps, boxes: boxes) }
  }
}
