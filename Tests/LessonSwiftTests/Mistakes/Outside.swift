extension Mistake {
  static let outside: [Mistake] = [
    Mistake(
      "class A {}", .outsideTheSubset,
      "1:1 'class' is Swift, but not part of Lesson Swift\nuse a 'struct'"),
    Mistake(
      "protocol P {}", .outsideTheSubset, "1:1 'protocol' is Swift, but not part of Lesson Swift"),
    Mistake(
      "actor A {}", .outsideTheSubset,
      "1:1 'actor' is Swift, but not part of Lesson Swift\nuse a 'struct'"),
    Mistake(
      "extension Int {}", .outsideTheSubset,
      "1:1 'extension' is Swift, but not part of Lesson Swift\nput the members inside the 'struct' or 'enum'"
    ),
    Mistake(
      "typealias A = Int", .outsideTheSubset,
      "1:1 'typealias' is Swift, but not part of Lesson Swift\nwrite the type out"),
    Mistake(
      "func f() async {}", .outsideTheSubset,
      "1:10 'async' is Swift, but not part of Lesson Swift\nlesson code runs in order; leave 'async' out"
    ),
    Mistake(
      "let x = await f()", .outsideTheSubset,
      "1:9 'await' is Swift, but not part of Lesson Swift\nlesson code runs in order; leave 'await' out"
    ),
    Mistake(
      "func f<T>(_ x: T) {}", .outsideTheSubset,
      "1:7 'generic function' is Swift, but not part of Lesson Swift\nwrite it for the one type you need"
    ),
    Mistake(
      "struct S<T> {}", .outsideTheSubset,
      "1:9 'generic type' is Swift, but not part of Lesson Swift\nwrite it for the one type you need"
    ),
    Mistake(
      "@MainActor func f() {}", .outsideTheSubset,
      "1:1 '@MainActor' is Swift, but not part of Lesson Swift\nleave '@MainActor' out"),
    Mistake(
      "public let x = 1", .outsideTheSubset,
      "1:1 'public' is Swift, but not part of Lesson Swift\nleave 'public' out"),
    Mistake(
      "enum E { case a(Int) }", .outsideTheSubset,
      "1:16 'enum payload' is Swift, but not part of Lesson Swift\nuse a struct for the values that belong together"
    ),
    Mistake(
      "#if DEBUG\n#endif", .outsideTheSubset, "1:1 '#if' is Swift, but not part of Lesson Swift"),
    Mistake(
      "struct S { lazy var x = 1 }", .outsideTheSubset,
      "1:12 'lazy' is Swift, but not part of Lesson Swift\ncompute the value where it is needed"),
    Mistake(
      "let x: UInt8 = 1", .outsideTheSubset,
      "1:8 'UInt8' is Swift, but not part of Lesson Swift\nuse Int"),
    Mistake(
      "let f = try! Int(\"3\")", .outsideTheSubset,
      "1:9 'try!' is Swift, but not part of Lesson Swift\nwrite 'try': an uncaught error is shown with its place"
    ),
    Mistake(
      "import UIKit", .outsideTheSubset,
      "1:1 there is no module 'UIKit' in a lesson\nexpected 'import Foundation', 'import Fovea'"),
    Mistake(
      "struct S { subscript(i: Int) -> Int { i } }", .outsideTheSubset,
      "1:12 'subscript' is Swift, but not part of Lesson Swift\nwrite a method"),
    Mistake(
      "var x = 1 { didSet {} }", .outsideTheSubset,
      "1:11 'willSet/didSet' is Swift, but not part of Lesson Swift\nchange the other value where this one is set"
    ),
  ]
}
