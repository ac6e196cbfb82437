//! What the elements of CycloneDX XML are in CycloneDX JSON, as far as a bill has a place for them.
//!
//! Source: the XML schemas `bom-1.4` to `bom-1.7` beside the JSON schemas of the same versions.

/// An element by what it becomes.
pub(super) struct Element {
    pub(super) becomes: Becomes,
    /// Attributes that become members.
    pub(super) attributes: &'static [Attribute],
    pub(super) children: &'static [Child],
}

impl Element {
    /// Whether the object it becomes has a member `key` for something else.
    pub(super) fn has_key(&self, key: &str) -> bool {
        self.attributes.iter().any(|one| one.name == key)
            || self.children.iter().any(|one| one.key == key)
            || matches!(self.becomes, Becomes::ObjectOfText(own) if own == key)
            || matches!(key, "bomFormat" | "specVersion")
    }
}

/// An attribute that becomes a member of its element's object.
pub(super) struct Attribute {
    pub(super) name: &'static str,
    pub(super) is_number: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Becomes {
    /// A string: its text.
    Text,
    /// A number: its text, if that is one.
    Number,
    /// A string: what its attribute `ref` says.
    Reference,
    /// An object of its attributes and children.
    Object,
    /// An object in which this member has its text.
    ObjectOfText(&'static str),
    /// An array of its children.
    Array,
}

/// An element in another.
pub(super) struct Child {
    pub(super) name: &'static str,
    /// The member it becomes; in an array, the only member of the item it becomes, or nothing where it
    /// is the item.
    pub(super) key: &'static str,
    /// Whether the member is an array of all children of the name.
    pub(super) repeats: bool,
    pub(super) element: &'static Element,
}

const fn child(name: &'static str, element: &'static Element) -> Child {
    Child { name, key: name, repeats: false, element }
}

const fn several(name: &'static str, key: &'static str, element: &'static Element) -> Child {
    Child { name, key, repeats: true, element }
}

const fn item(name: &'static str, element: &'static Element) -> Child {
    Child { name, key: "", repeats: false, element }
}

const fn object(attributes: &'static [Attribute], children: &'static [Child]) -> Element {
    Element { becomes: Becomes::Object, attributes, children }
}

const fn array(children: &'static [Child]) -> Element {
    Element { becomes: Becomes::Array, attributes: &[], children }
}

const fn leaf(becomes: Becomes, attributes: &'static [Attribute]) -> Element {
    Element { becomes, attributes, children: &[] }
}

const fn attribute(name: &'static str) -> Attribute {
    Attribute { name, is_number: false }
}

static TEXT: Element = leaf(Becomes::Text, &[]);
static NUMBER: Element = leaf(Becomes::Number, &[]);
static REFERENCE: Element = leaf(Becomes::Reference, &[]);

pub(super) static BOM: Element = object(
    &[attribute("serialNumber"), Attribute { name: "version", is_number: true }],
    &[
        child("metadata", &METADATA),
        child("components", &COMPONENTS),
        child("services", &SERVICES),
        child("dependencies", &DEPENDENCIES),
        child("compositions", &COMPOSITIONS),
    ],
);

/// A bill has no place for services, but dependencies may name them.
static SERVICES: Element = array(&[item("service", &SERVICE)]);
static SERVICE: Element = object(&[attribute("bom-ref")], &[child("services", &SERVICES)]);

static METADATA: Element = object(
    &[],
    &[
        child("timestamp", &TEXT),
        child("lifecycles", &LIFECYCLES),
        child("tools", &TOOLS),
        child("authors", &AUTHORS),
        child("component", &COMPONENT),
        child("manufacturer", &ORGANIZATION),
        child("manufacture", &ORGANIZATION),
        child("supplier", &ORGANIZATION),
        child("properties", &PROPERTIES),
    ],
);

static LIFECYCLES: Element = array(&[item("lifecycle", &LIFECYCLE)]);
static LIFECYCLE: Element = object(&[], &[child("phase", &TEXT)]);

/// A list of `tool` before 1.5, what JSON has as an object since.
static TOOLS: Element =
    object(&[], &[several("tool", "components", &TOOL), child("components", &COMPONENTS)]);
static TOOL: Element =
    object(&[], &[child("vendor", &TEXT), child("name", &TEXT), child("version", &TEXT)]);

static AUTHORS: Element = array(&[item("author", &CONTACT)]);
static CONTACT: Element = object(&[], &[child("name", &TEXT), child("email", &TEXT)]);
static ORGANIZATION: Element = object(
    &[],
    &[child("name", &TEXT), several("url", "url", &TEXT), several("contact", "contact", &CONTACT)],
);

static COMPONENTS: Element = array(&[item("component", &COMPONENT)]);
static COMPONENT: Element = object(
    &[attribute("type"), attribute("bom-ref")],
    &[
        child("supplier", &ORGANIZATION),
        child("manufacturer", &ORGANIZATION),
        child("authors", &AUTHORS),
        child("author", &TEXT),
        child("publisher", &TEXT),
        child("group", &TEXT),
        child("name", &TEXT),
        child("version", &TEXT),
        child("description", &TEXT),
        child("scope", &TEXT),
        child("hashes", &HASHES),
        child("licenses", &LICENSES),
        child("copyright", &TEXT),
        child("cpe", &TEXT),
        child("purl", &TEXT),
        child("externalReferences", &REFERENCES),
        child("properties", &PROPERTIES),
        child("components", &COMPONENTS),
        child("evidence", &EVIDENCE),
    ],
);

static HASHES: Element = array(&[item("hash", &HASH)]);
static HASH: Element = leaf(Becomes::ObjectOfText("content"), &[attribute("alg")]);

static PROPERTIES: Element = array(&[item("property", &PROPERTY)]);
static PROPERTY: Element = leaf(Becomes::ObjectOfText("value"), &[attribute("name")]);

static LICENSES: Element = array(&[
    Child { name: "license", key: "license", repeats: false, element: &LICENSE },
    item("expression", &EXPRESSION),
    item("expression-detailed", &DETAILED),
]);
static LICENSE: Element =
    object(&[attribute("acknowledgement")], &[child("id", &TEXT), child("name", &TEXT)]);
static EXPRESSION: Element =
    leaf(Becomes::ObjectOfText("expression"), &[attribute("acknowledgement")]);
static DETAILED: Element =
    leaf(Becomes::Object, &[attribute("expression"), attribute("acknowledgement")]);

static REFERENCES: Element = array(&[item("reference", &EXTERNAL)]);
static EXTERNAL: Element =
    object(&[attribute("type")], &[child("url", &TEXT), child("hashes", &HASHES)]);

static EVIDENCE: Element = object(
    &[],
    &[
        several("identity", "identity", &IDENTITY),
        child("occurrences", &OCCURRENCES),
        child("licenses", &LICENSES),
        child("copyright", &COPYRIGHTS),
    ],
);
static IDENTITY: Element = object(&[], &[child("methods", &METHODS)]);
static METHODS: Element = array(&[item("method", &METHOD)]);
static METHOD: Element = object(&[], &[child("technique", &TEXT)]);
static OCCURRENCES: Element = array(&[item("occurrence", &OCCURRENCE)]);
static OCCURRENCE: Element = object(
    &[attribute("bom-ref")],
    &[child("location", &TEXT), child("line", &NUMBER), child("additionalContext", &TEXT)],
);
static COPYRIGHTS: Element = array(&[item("text", &TEXT)]);

static DEPENDENCIES: Element = array(&[item("dependency", &DEPENDENCY)]);
static DEPENDENCY: Element =
    object(&[attribute("ref")], &[several("dependency", "dependsOn", &REFERENCE)]);

static COMPOSITIONS: Element = array(&[item("composition", &COMPOSITION)]);
static COMPOSITION: Element = object(
    &[attribute("bom-ref")],
    &[
        child("aggregate", &TEXT),
        child("assemblies", &ASSEMBLIES),
        child("dependencies", &COMPOSED),
    ],
);
static ASSEMBLIES: Element = array(&[item("assembly", &REFERENCE)]);
static COMPOSED: Element = array(&[item("dependency", &REFERENCE)]);

/// Elements that a bill has no place for and that are arrays in JSON: as many as they have children.
pub(super) const LISTS: [&str; 11] = [
    "annotations",
    "citations",
    "externalReferences",
    "formulation",
    "hashes",
    "patentAssertions",
    "properties",
    "services",
    "tags",
    "tools",
    "vulnerabilities",
];
