# Terms as text.


def text_of(Atom atom not None):
    """A term as it is written."""
    cdef list out = []
    cdef list stack = [atom]
    cdef Atom a
    cdef Var var
    cdef Py_ssize_t i
    while stack:
        x = stack.pop()
        _step()
        if type(x) is str:
            out.append(x)
            continue
        a = deref(<Atom>x)
        if a.tag == IS_EXPR:
            stack.append(")")
            items = (<Expr>a).items
            for i in range(len(items) - 1, -1, -1):
                stack.append(items[i])
                if i:
                    stack.append(" ")
            stack.append("(")
        elif a.tag == IS_SYM:
            out.append((<Sym>a).name)
        elif a.tag == IS_VAR:
            var = <Var>a
            out.append(f"${var.name}" if var.own else f"${var.name}#{var.serial}")
        elif a.tag == IS_SLOT:
            out.append(f"${(<Slot>a).name}")
        else:
            out.append(a.text())
    return "".join(out)
