import Fovea
import LessonSwift

extension HostLibrary {
  /// The Pasture: scenes, and everything that is true of them.
  mutating func addPasture() {
    type(Pasture.self, named: "Pasture", help: "A drawn world whose every pixel is known.")
    type(PastureScene.self, named: "PastureScene", help: "A picture and what is true of it.")
    type(PastureThing.self, named: "PastureThing", help: "One thing in a scene.")
    enumeration(
      PastureClass.self, named: "PastureClass",
      cases: [
        "person": .person, "sheep": .sheep, "cat": .cat, "dog": .dog, "tree": .tree,
        "house": .house, "tractor": .tractor, "kite": .kite,
      ])
    enumeration(
      PastureSplit.self, named: "PastureSplit",
      cases: ["training": .training, "validation": .validation, "test": .test])

    staticMethod(
      "static func scene(seed: Int, width: Int = 192, height: Int = 144) throws -> PastureScene",
      on: Pasture.self, help: "The same seed and size always give the same scene."
    ) { (seed: Int, width: Int, height: Int) in
      try Pasture.scene(seed: seed, width: width, height: height)
    }
    staticProperty("static let classNames: [String]", on: Pasture.self) { Pasture.classNames }
    staticProperty("static let semanticNames: [String]", on: Pasture.self) {
      Pasture.semanticNames
    }
    method(
      "func scene(_ index: Int, width: Int = 192, height: Int = 144) throws -> PastureScene",
      on: PastureSplit.self
    ) { (split: PastureSplit, index: Int, width: Int, height: Int) in
      try split.scene(index, width: width, height: height)
    }
    method("func seed(_ index: Int) throws -> Int", on: PastureSplit.self) {
      (split: PastureSplit, index: Int) in try split.seed(index)
    }

    property("image: Image", on: PastureScene.self) { (scene: PastureScene) in scene.image }
    property("things: [PastureThing]", on: PastureScene.self, help: "Farthest first.") {
      (scene: PastureScene) in scene.things
    }
    property("seed: Int", on: PastureScene.self) { (scene: PastureScene) in scene.seed }
    property("width: Int", on: PastureScene.self) { (scene: PastureScene) in scene.width }
    property("height: Int", on: PastureScene.self) { (scene: PastureScene) in scene.height }

    property("kind: PastureClass", on: PastureThing.self) { (thing: PastureThing) in thing.kind }
    property("box: Box", on: PastureThing.self, help: "Around the pixels that are seen.") {
      (thing: PastureThing) in thing.box
    }
    property("amodalBox: Box", on: PastureThing.self, help: "As if nothing hid it.") {
      (thing: PastureThing) in thing.amodalBox
    }
    property("mask: Mask", on: PastureThing.self) { (thing: PastureThing) in thing.mask }
    property("area: Int", on: PastureThing.self) { (thing: PastureThing) in thing.area }
    property("size: Float", on: PastureThing.self) { (thing: PastureThing) in thing.size }
    property("visibleFraction: Float", on: PastureThing.self) { (thing: PastureThing) in
      thing.visibleFraction
    }
    property(
      "isIgnored: Bool", on: PastureThing.self, help: "Too small or too hidden to be counted."
    ) { (thing: PastureThing) in thing.isIgnored }
    property("name: String", on: PastureClass.self) { (kind: PastureClass) in kind.name }
    property("rawValue: Int", on: PastureClass.self) { (kind: PastureClass) in kind.rawValue }
  }
}
