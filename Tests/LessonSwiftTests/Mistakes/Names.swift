extension Mistake {
  static let names: [Mistake] = [
    Mistake(
      "let features = 1\nprint(featurs)", .unknownName,
      "2:7 nothing here is called 'featurs'\ndid you mean 'features'?"),
    Mistake("prnt(1)", .unknownName, "1:1 nothing here is called 'prnt'\ndid you mean 'print'?"),
    Mistake("print(zzzzqq)", .unknownName, "1:7 nothing here is called 'zzzzqq'"),
    Mistake(
      "print([1].cuont)", .unknownName,
      "1:11 a value of type '[Int]' has no member 'cuont'\ndid you mean 'count'?"),
    Mistake(
      "print(\"a\".uppercase())", .unknownName,
      "1:11 a value of type 'String' has no member 'uppercase'\ndid you mean 'uppercased'?"),
    Mistake(
      "let x: Flaot = 1", .unknownName, "1:8 no type is called 'Flaot'\ndid you mean 'Float'?"),
    Mistake(
      "print(Float.pie)", .unknownName,
      "1:13 the type 'Float' has no member 'pie'\ndid you mean 'pi'?"),
    Mistake(
      "enum Side { case left, right }\nlet s: Side = .rigth", .unknownName,
      "2:16 the type 'Side' has no member 'rigth'\ndid you mean 'right'?"),
    Mistake(
      "struct P { var x = 1 }\nprint(P().y)", .unknownName,
      "2:11 a value of type 'P' has no member 'y'\ndid you mean 'x'?"),
    Mistake("print($0)", .unknownName, "1:7 '$0' only has a meaning inside a closure"),
    Mistake("print(self)", .unknownName, "1:7 there is no 'self' outside of a method"),
    Mistake("for i in 0..<3 { break outr }", .unknownName, "1:24 no loop here is called 'outr'"),
    Mistake(
      "if true { let inner = 1 }\nprint(inner)", .unknownName, "2:7 nothing here is called 'inner'"),
  ]
}
