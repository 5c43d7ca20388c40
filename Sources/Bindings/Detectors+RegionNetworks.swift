import Fovea
import LessonSwift

extension HostLibrary {
  /// What the networks of the Pasture that propose regions have in common: Faster R-CNN, and those that
  /// say more of a region.
  ///
  /// - Parameters:
  ///   - name: of the type at the prompt.
  ///   - random: makes one with random weights.
  ///   - trained: makes one with the weights that ship.
  mutating func addRegionNetwork<Network: FasterRCNNNetwork>(
    _ type: Network.Type, named name: String,
    random: @escaping (inout SeededGenerator) throws -> Network,
    trained: @escaping () throws -> Network
  ) {
    initializer(
      "init(using generator: inout SeededGenerator) throws", of: type, help: "With random weights."
    ) { (generator: Inout<SeededGenerator>) in try random(&generator.value) }
    staticMethod(
      "static func trained() throws -> \(name)", on: type,
      help: "With the weights that ship with Fovea."
    ) { () in try trained() }
    property("classNames: [String]", on: type) { (model: Network) in model.classNames }
    property("parameterCount: Int", on: type) { (model: Network) in model.parameterCount }
    method("func trainedParameters() -> [NamedParameter]", on: type) { (model: Network) in
      model.trainedParameters()
    }
    method("func normalized(_ pictures: Tensor) throws -> Tensor", on: type) {
      (model: Network, pictures: Tensor) in try model.normalized(pictures)
    }
    method(
      "func maps(_ x: Tensor) throws -> [Tensor]", on: type,
      help: "The pyramid: [N, 64, H/4, W/4], and at H/8 and H/16."
    ) { (model: Network, x: Tensor) in try model.maps(x) }
    initializer("init(network: \(name)) throws", of: FasterRCNNDetector.self) {
      (network: Network) in try FasterRCNNDetector(network: network)
    }
  }
}
