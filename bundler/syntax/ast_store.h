// A bound AST as bytes, and back: what a cache keeps of a module. Two parts, so that the tables can be had without the tree: linking needs
// only them, and the tree is most of it. The bytes know nothing of this machine or process: numbers of variable length, each name once, and
// the nodes in preorder as their shapes (ast.h) spell them out, so that all kinds are treated alike.
#ifndef NEAP_SYNTAX_AST_STORE_H
#define NEAP_SYNTAX_AST_STORE_H

#include "syntax/ast.h"

// Whether ast_write can keep all of it: attributes of imports are tables that lie in the tree.
bool ast_is_storable(const Ast *ast);

// Appends both parts. Needs: bound, parts found, storable. Threads: whoever holds the module.
void ast_write(const Ast *ast, Buf *out);

// The tables; the tree (program) is NULL. `source_size`: what spans may reach to. NULL: the bytes are not what ast_write gives; any bytes may
// be tried. The caller owns it (ast_free). Threads: any.
Ast *ast_read(Str bytes, size_t source_size);

// The tree that belongs to tables which ast_read gave. NULL: as there. What it gives holds for node_check and scope_check; that each node is of a kind
// that fits its place is not looked at: whoever can write to a cache decides what its builds become. The caller owns it (node_free). Threads: any.
Program *ast_read_tree(Str bytes, const Ast *tables, size_t source_size);

#endif
