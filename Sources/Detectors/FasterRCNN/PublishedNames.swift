import Layers
import Tensors

/// What newer versions of torchvision call the layers of the files that it published: its old names
/// are those of the files, and it renames when it loads them, as we do with files saved since.
///
/// - Source: `_load_from_state_dict` of torchvision's `FeaturePyramidNetwork`, `RPNHead`,
///   `MaskRCNNHeads`, `RetinaNetClassificationHead` and `RetinaNetRegressionHead`.
enum PublishedNames {
  /// `backbone.fpn.inner_blocks.0.0.weight` is `backbone.fpn.inner_blocks.0.weight` in the files.
  static func name(_ name: String) -> String {
    var words = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard words.count > 4, words[words.count - 2] == "0", let place = Int(words[words.count - 3])
    else { return name }
    let front = words.dropLast(3).joined(separator: ".")
    switch front {
    case "backbone.fpn.inner_blocks", "backbone.fpn.layer_blocks":
      words.remove(at: words.count - 2)
    case "rpn.head.conv" where place == 0:
      words.removeSubrange((words.count - 3)..<(words.count - 1))
    case "roi_heads.mask_head" where 0..<100 ~= place:
      words.replaceSubrange(
        (words.count - 3)..<(words.count - 1), with: ["mask_fcn\(place + 1)"])
    case "head.classification_head.conv", "head.regression_head.conv":
      guard 0..<100 ~= place else { return name }
      words.replaceSubrange((words.count - 3)..<(words.count - 1), with: ["\(2 * place)"])
    default: return name
    }
    return words.joined(separator: ".")
  }
}

extension PyramidNetwork {
  /// `load`, from a file of torchvision's under old names or new.
  ///
  /// - Throws: `LoadError`, as `load`.
  func loadPublished(_ weights: [String: Tensor]) throws { try load(renamed(weights)) }

  public func renamed(_ weights: [String: Tensor]) -> [String: Tensor] {
    Dictionary(
      weights.map { (PublishedNames.name($0.key), $0.value) },
      uniquingKeysWith: { first, _ in first }
    )
  }
}
