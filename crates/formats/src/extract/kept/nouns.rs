//! The nouns, field by field: one that is added to a type must be added here, or this does not compile.

use keelmark_model::bom::{
    Completeness, Component, ComponentId, ComponentKind, Evidence, Gap, LicenseClaim, Licensing,
    Occurrence, State, Supplier,
};
use keelmark_model::{
    DependencyKind, Digest, DigestAlgorithm, LockedFile, LockedFileKind, Purl, Relation, Scope,
    Source, Usage,
};

use super::{Keep, Reader, write_text};
use crate::extract::{
    Claim, Distribution, Extract, Found, Inclusion, Installation, Need, OwnedFile, Says, Scanned,
    Wanted,
};

/// A structure is its fields.
macro_rules! structure {
    ($type:ident { $($field:ident),* }) => {
        impl Keep for $type {
            fn write(&self, out: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($field.write(out);)*
            }

            fn read(from: &mut Reader<'_>) -> Option<Self> {
                Some(Self { $($field: Keep::read(from)?),* })
            }
        }
    };
}

/// A choice is a byte for the variant, then what the variant has.
macro_rules! choice {
    ($type:ident {
        $($tag:literal $variant:ident $(($($value:ident),+))? $({ $($field:ident),+ })?,)*
    }) => {
        impl Keep for $type {
            fn write(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$variant $(($($value),+))? $({ $($field),+ })? => {
                        out.push($tag);
                        $($($value.write(out);)+)?
                        $($($field.write(out);)+)?
                    })*
                }
            }

            fn read(from: &mut Reader<'_>) -> Option<Self> {
                Some(match from.byte()? {
                    $($tag => {
                        $($(let $value = Keep::read(from)?;)+)?
                        $($(let $field = Keep::read(from)?;)+)?
                        Self::$variant $(($($value),+))? $({ $($field),+ })?
                    })*
                    _ => return None,
                })
            }
        }
    };
}

structure!(Scanned { path, layer, extractor, extract });
structure!(Extract { packages, claims, gaps });
structure!(Gap { code, path, message, line });
structure!(Found {
    component,
    evidence,
    line,
    home,
    environment,
    names,
    needs,
    is_project,
    wanted
});
structure!(Wanted { kind, is_direct });
structure!(Need { kind, any_of, extras, marker, requirement, is_optional });
structure!(Claim { home, says });
structure!(Distribution { id, version });
structure!(Installation { version, source, files });
structure!(OwnedFile { path, digest });
structure!(Component {
    kind,
    name,
    version,
    purl,
    cpes,
    state,
    scope,
    digests,
    files,
    source,
    supplier,
    authors,
    licensing,
    description,
    homepage,
    repository,
    dependencies,
    within,
    found,
    properties
});
structure!(Occurrence { path, line, layer, evidence, extractor });
structure!(Licensing { declared, concluded, files, copyright });
structure!(Supplier { name, url, email });
structure!(LockedFile { kind, name, url, size, digests });
structure!(Scope { relation, usage });
structure!(Inclusion { path, line, is_constraint });

choice!(Says {
    0 Owns(files),
    1 License(path, expression),
    2 Declares(license),
    3 Distribution(distribution),
    4 From(source),
    5 Property(name, value),
    6 Needs(needs),
    7 Installed(installation),
    8 TakesOver(fields),
    9 Offers(component),
    10 Digest(digest),
    11 Workspace { modules, replaced },
    12 LiesIn(folder),
    13 Includes(inclusion),
    14 Constrains { name, requirement, line },
    15 Project { folder, needs },
});
choice!(ComponentKind { 0 Application, 1 Container, 2 File, 3 Library, 4 OperatingSystem, });
choice!(State { 0 Installed, 1 Locked, 2 Declared, 3 Bundled, 4 Fixture, });
choice!(Evidence { 0 Database, 1 Lockfile, 2 Manifest, 3 Binary, 4 Sbom, 5 FileName, });
choice!(LicenseClaim { 0 Expression(text), 1 Name(text), });
choice!(Completeness { 0 Complete, 1 Incomplete, 2 Unknown, });
choice!(DependencyKind {
    0 Runtime,
    1 Extra(name),
    2 Optional,
    3 Peer,
    4 Build,
    5 Group(name),
});
choice!(Relation { 0 Root, 1 Member, 2 Direct, 3 Transitive, 4 Unreachable, });
choice!(Usage { 0 Runtime, 1 Optional(extras), 2 Build, 3 Development(groups), 4 Unused, });
choice!(Source {
    0 Registry(address),
    1 Git { url, commit, subdirectory },
    2 Url(address),
    3 Path(path),
    4 Unknown,
});
choice!(LockedFileKind { 0 Source, 1 Built, });
choice!(DigestAlgorithm { 0 Md5, 1 Sha1, 2 Sha256, 3 Sha384, 4 Sha512, });

impl Keep for Digest {
    fn write(&self, out: &mut Vec<u8>) {
        self.algorithm().write(out);
        out.extend_from_slice(self.as_bytes());
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        let algorithm = DigestAlgorithm::read(from)?;
        Self::new(algorithm, from.bytes(algorithm.length())?).ok()
    }
}

impl Keep for Purl {
    fn write(&self, out: &mut Vec<u8>) {
        write_text(&self.to_string(), out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.text()?.parse().ok()
    }
}

impl Keep for ComponentId {
    fn write(&self, out: &mut Vec<u8>) {
        self.0.write(out);
    }

    fn read(from: &mut Reader<'_>) -> Option<Self> {
        u32::read(from).map(Self)
    }
}
