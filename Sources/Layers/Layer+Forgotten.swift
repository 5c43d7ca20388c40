import Tensors

extension Layer {
  /// Parameters that this layer holds in some property but lists nowhere, so that they would be
  /// neither trained nor loaded: by the path of properties to each. For tests; empty when all is
  /// well.
  package func forgottenParameters() -> [String] {
    let listed = Set(namedParameters().map { ObjectIdentifier($0.parameter) })
    return parametersInside(self, path: "\(type(of: self))")
      .filter { !listed.contains(ObjectIdentifier($0.parameter)) }
      .map(\.path)
  }
}

/// Every parameter that reflection finds: in structs, arrays, tuples, optionals, layers in layers.
private func parametersInside(
  _ value: Any, path: String
) -> [(path: String, parameter: Parameter)] {
  if let parameter = value as? Parameter { return [(path, parameter)] }
  return Mirror(reflecting: value).children.enumerated().flatMap { index, child in
    parametersInside(child.value, path: "\(path).\(child.label ?? "\(index)")")
  }
}
