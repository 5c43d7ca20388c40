import Fovea
import LessonSwift

extension HostLibrary {
  /// The published networks, by their names.
  mutating func addModels() {
    type(LayerTable.self, named: "LayerTable", help: "What stands in a model, line by line.")
    property("parameterCount: Int", on: LayerTable.self) { (table: LayerTable) in
      table.parameterCount
    }
    type(
      Model.self, named: "Model",
      help: "A network by name: alexnet, vgg16, resnet50, darknet19, darknet53, yolov3 …")
    initializer(
      "init(named name: String, using generator: inout SeededGenerator) throws", of: Model.self,
      help: "With new weights, drawn as the reference draws them."
    ) { (name: String, generator: Inout<SeededGenerator>) in
      try Model(named: name, using: &generator.value)
    }
    staticProperty("static let names: [String]", on: Model.self, help: "All there are.") {
      Model.names
    }
    property("name: String", on: Model.self) { (model: Model) in model.name }
    property("parameterCount: Int", on: Model.self, help: "Numbers that training changes.") {
      (model: Model) in model.parameterCount
    }
    property(
      "inputShape: [Int]", on: Model.self, help: "The size its source gives its cost for."
    ) { (model: Model) in model.inputShape }
    method(
      "func normalized(_ pictures: Tensor) throws -> Tensor", on: Model.self,
      help: "Pictures in 0…1 as the network wants them."
    ) { (model: Model, pictures: Tensor) in try model.normalized(pictures) }
    method(
      "func features(_ x: Tensor) throws -> Tensor", on: Model.self,
      help: "The last map before classes or boxes: [N, 3, H, W] to [N, C, h, w]."
    ) { (model: Model, x: Tensor) in try model.features(x) }
    method(
      "func answers(_ x: Tensor) throws -> [Tensor]", on: Model.self,
      help: "All it answers: logits, or one map a scale."
    ) { (model: Model, x: Tensor) in try model.answers(x) }
    method(
      "func flops(inputShape: [Int]? = nil) throws -> Int", on: Model.self,
      help: "Floating-point operations of one input; a multiplication and an addition are two."
    ) { (model: Model, shape: [Int]?) in try model.flops(inputShape: shape) }
    method(
      "func table(inputShape: [Int]? = nil) throws -> LayerTable", on: Model.self,
      help: "Shapes and sizes, stage by stage."
    ) { (model: Model, shape: [Int]?) in try model.table(inputShape: shape) }
  }
}
