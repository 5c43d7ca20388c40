/// The binary operators of Swift and the tensor comparisons, by how tightly they bind.
enum Precedence {
  enum Associativity { case left, right, none }

  static let assignment = 90
  static let ternary = 100
  static let casting = 132
  static let range = 135

  static let assignments: Set<String> = [
    "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "&+=", "&-=", "&*=",
  ]

  static func of(_ spelling: String) -> (power: Int, associativity: Associativity)? {
    switch spelling {
    case "||", ".|": return (110, .left)
    case "&&", ".&": return (120, .left)
    case "==", "!=", "<", "<=", ">", ">=", "===", "!==", "~=", ".<", ".<=", ".>", ".>=", ".==",
      ".!=":
      return (130, .none)
    case "??": return (131, .right)
    case "...", "..<": return (range, .none)
    case "+", "-", "&+", "&-", "|", "^": return (140, .left)
    case "*", "/", "%", "&*", "&": return (150, .left)
    case "<<", ">>": return (160, .none)
    default: return nil
    }
  }
}
