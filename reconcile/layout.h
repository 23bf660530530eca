#pragma once

struct arena;
struct entity;

/*
 * What a path of the tree says (DESIGN "The tree", references.md 8): the scope,
 * the file's own name, and the entity whose folder it is in. NULL where the path
 * does not say. Folder names never give the kind.
 */
struct layout {
	const char *org, *project; /* orgs/<org>/, orgs/<org>/projects/<project>/ */
	const char *parent;        /* pipelines/<parent>/{input_sets,triggers}/, envs/.../
				      <parent>/infras/, templates/<parent>/ */
	const char *stem;          /* the file's name without .yaml or .yml */
};

/* `root` is the tree's folder, `path` a file below it, both from the repository's
 * root. The parts live in the arena. */
struct layout layout_parse(struct arena *arena, const char *root, const char *path);
/* The stem alone of any path. */
const char *layout_stem(struct arena *arena, const char *path);

/*
 * Where an entity is kept whose file nobody has chosen yet: the path that the layout
 * documents for it, as organization.yaml and project.yaml of a scope or as
 * `<folder of its kind>/<stem>.yaml` in one; `stem` NULL: its identifier. Its
 * identifiers must be legal ones: they go into the path as they are.
 */
const char *layout_path(struct arena *arena, const char *root,
	const struct entity *entity, const char *stem);
