import Fovea

/// The models that ship, on one scene of 192×144, from the picture to all they say of it: as `fovea
/// detect` runs them, decoding and suppression included.
enum PastureModels {
  static var workloads: [Workload] {
    PictureModels.names.filter { $0.hasPrefix("pasture-") }.map { name in
      Workload(name, .pasture, name) { _ in
        let model = try PictureModels.named(name)
        let image = try PastureSplit.validation.scene(0).image
        let detector = model as? any PictureDetector
        let flops = try detector?.flops(width: image.width, height: image.height) ?? 0
        return Workload.Prepared(flops: Double(flops)) {
          try DetectorNetworks.outputs(model.answer(for: image).things.map(\.detection))
        }
      }
    }
  }
}
