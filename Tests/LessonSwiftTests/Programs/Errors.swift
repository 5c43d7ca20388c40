extension Program {
  static let errors: [Program] = [
    Program(
      "throw and catch",
      """
      enum Trouble: Error { case small, big }
      func risky(_ n: Int) throws -> Int {
        if n > 10 { throw Trouble.big }
        if n > 5 { throw Trouble.small }
        return n
      }
      for n in [1, 7, 20] {
        do { print(try risky(n)) }
        catch Trouble.small { print("small") }
        catch { print("caught", error) }
      }
      """, prints: "1\nsmall\ncaught big\n"),
    Program(
      "typed catch",
      """
      struct ShapeTrouble: Error { var found: [Int] }
      struct Other: Error {}
      func f(_ k: Int) throws { if k == 0 { throw ShapeTrouble(found: [1, 2]) } else { throw Other() } }
      for k in 0...1 {
        do { try f(k) }
        catch let e as ShapeTrouble { print(e.found) }
        catch is Other { print("other") }
        catch { print("never") }
      }
      """, prints: "[1, 2]\nother\n"),
    Program(
      "try optional",
      """
      struct E: Error {}
      func f(_ ok: Bool) throws -> Int { if ok { return 1 }; throw E() }
      print((try? f(true)) ?? 0, (try? f(false)) ?? 0)
      if let x = try? f(true) { print(x) }
      """, prints: "1 0\n1\n"),
    Program(
      "errors travel up",
      """
      struct E: Error { let n: Int }
      func a() throws { throw E(n: 4) }
      func b() throws { try a(); print("not here") }
      do { try b() } catch let e as E { print(e.n) } catch {}
      """, prints: "4\n"),
    Program(
      "defer and throw",
      """
      struct E: Error {}
      func f() throws { defer { print("cleaned") }; throw E() }
      do { try f() } catch { print("caught") }
      """, prints: "cleaned\ncaught\n"),
    Program(
      "rethrowing map",
      """
      struct E: Error {}
      func check(_ n: Int) throws -> Int { if n < 0 { throw E() }; return n * 2 }
      do { print(try [1, 2].map { try check($0) }); print(try [1, -2].map(check)) } catch { print("failed") }
      """, prints: "[2, 4]\nfailed\n"),
    Program(
      "try covers the whole",
      """
      struct E: Error {}
      func one() throws -> Int { 1 }
      let s = try one() + one() * 2
      print(s, try one())
      """, prints: "3 1\n"),
    Program(
      "error description",
      "enum E: Error { case bad }\ndo { throw E.bad } catch { print(error, \"\\(error)\") }",
      prints: "bad bad\n"),
    Program(
      "throwing initialiser",
      """
      struct E: Error {}
      struct P { let n: Int; init(_ n: Int) throws { guard n > 0 else { throw E() }; self.n = n } }
      print(try P(2).n, (try? P(0)) == nil)
      """, prints: "2 true\n"),
    Program(
      "do catch in loop",
      """
      struct E: Error {}
      var n = 0
      for i in 0..<4 {
        do { if i == 2 { throw E() }; n += i } catch { continue }
      }
      print(n)
      """, prints: "4\n"),
    Program(
      "return inside do",
      "struct E: Error {}\nfunc f() -> Int { do { if 1 < 2 { throw E() }; return 1 } catch { return 2 } }\nprint(f())",
      prints: "2\n"),
    Program(
      "throwing getter",
      "struct E: Error {}\nstruct S { var v: Int { get throws { throw E() } } }\nprint((try? S().v) ?? 9)",
      prints: "9\n"),
  ]

  static let patterns: [Program] = [
    Program(
      "nested tuple patterns", "let t = ((1, 2), \"x\")\nlet ((a, b), s) = t\nprint(a, b, s)",
      prints: "1 2 x\n"),
    Program(
      "case with where",
      "for n in 1...4 { switch n { case let x where x % 2 == 0: print(x)\ndefault: break } }",
      prints: "2\n4\n"),
    Program(
      "case let in tuple", "switch (1, \"a\") { case (let n, \"a\"): print(n)\ndefault: print(0) }",
      prints: "1\n"),
    Program(
      "is and as",
      "let xs: [Any] = [1, \"a\", 2.5]\nfor x in xs { if let n = x as? Int { print(\"int\", n) } else if x is String { print(\"text\") } else { print(x) } }",
      prints: "int 1\ntext\n2.5\n"),
    Program(
      "switch on types",
      "let xs: [Any] = [1, \"a\", true]\nfor x in xs { switch x { case let n as Int: print(n + 1)\ncase is String: print(\"s\")\ndefault: print(\"?\") } }",
      prints: "2\ns\n?\n"),
    Program(
      "guard case",
      "func f(_ p: (Int, Int)) -> Int { guard case (0, let y) = p else { return -1 }; return y }\nprint(f((0, 5)), f((1, 5)))",
      prints: "5 -1\n"),
    Program(
      "ranges in tuples",
      "switch (5, 50) { case (0..<10, 0..<10): print(1)\ncase (0..<10, _): print(2)\ndefault: print(3) }",
      prints: "2\n"),
    Program(
      "variables in cases",
      "let limit = 5\nswitch 5 { case limit: print(\"limit\")\ndefault: print(\"no\") }",
      prints: "limit\n"),
    Program(
      "several names in for",
      "for (i, (a, b)) in [(1, 2), (3, 4)].enumerated() { print(i, a + b) }", prints: "0 3\n1 7\n"),
    Program(
      "negative patterns",
      "switch -3 { case -5 ... -1: print(\"minus\")\ndefault: print(\"plus\") }", prints: "minus\n"),
  ]
}
