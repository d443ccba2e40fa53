import { type Statement, type VariableDeclarator } from "@swc/core";
import { Visitor } from "@swc/core/Visitor.js";

/** `using` and `await using`, which the types of swc do not have yet. */
interface UsingDeclaration {
  readonly type: "UsingDeclaration";
  readonly decls: VariableDeclarator[];
}

/**
 * Teaches swc's visitor, on which dependency-cruiser stands, the `using` declarations that its parser does read:
 * it throws at the first one (@swc/core 1.16). To be called before the first cruise.
 */
export function readUsingDeclarations(): void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its own `this`
  const { visitStatement } = Visitor.prototype;
  Visitor.prototype.visitStatement = function (this: Visitor, statement: Statement | UsingDeclaration): Statement {
    if (statement.type !== "UsingDeclaration") return visitStatement.call(this, statement);
    this.visitVariableDeclarators(statement.decls);
    return { type: "EmptyStatement", span: { start: 0, end: 0, ctxt: 0 } };
  };
}
