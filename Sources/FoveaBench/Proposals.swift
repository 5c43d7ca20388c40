import Fovea

/// Selective search on request, for `examples/peers/proposals.py`.
enum Proposals {
  struct BadSetting: Error, CustomStringConvertible {
    let description: String
  }

  /// A mode, and then what is to be different: `fast scales=150,300,450 minimum=100`.
  static func search(settings: ArraySlice<String>) throws -> SelectiveSearch {
    guard let name = settings.first, let mode = SelectiveSearch.Mode(rawValue: name) else {
      throw BadSetting(description: "expected a mode, found \"\(settings.first ?? "")\"")
    }
    var search = SelectiveSearch(mode)
    for setting in settings.dropFirst() {
      let parts = setting.split(separator: "=").map(String.init)
      switch (parts.first, parts.last) {
      case ("scales", let list?):
        search.scales = list.split(separator: ",").compactMap { Float($0) }
      case ("minimum", let number?): search.minimumSize = Int(number)
      case ("sigma", let number?): search.sigma = Float(number) ?? search.sigma
      case ("order", let name?): search.order = .init(rawValue: name) ?? search.order
      case ("seed", let number?): search.seed = Int(number) ?? search.seed
      default:
        throw BadSetting(description: "expected scales, minimum, sigma, order or seed: \(setting)")
      }
    }
    return search
  }

  /// `[N, 4]`: x1, y1, x2, y2.
  static func tensor(_ boxes: [Box]) throws -> Tensor {
    try Tensor(boxes.flatMap { [$0.x1, $0.y1, $0.x2, $0.y2] }, shape: [boxes.count, 4])
  }
}
