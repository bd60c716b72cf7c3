//! The small common form of both languages: what the flow analysis reads.
//! Names are resolved to variables, both kinds of `for` are one loop, templates and f-strings are one join.

/// A byte range in the source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// A variable: one for each declaration in the source.
pub type Variable = u32;

/// A function: its place in [`Form::functions`].
pub type FunctionId = u32;

/// A class: its place in [`Form::classes`].
pub type ClassId = u32;

/// The whole source in the common form.
#[derive(Debug, Default)]
pub struct Form<'a> {
    pub body: Vec<Statement<'a>>,
    pub functions: Vec<FunctionForm<'a>>,
    pub classes: Vec<Class<'a>>,
    /// The names of all variables.
    pub variables: Vec<&'a str>,
    /// What the module exports by name: ES modules, and every top-level name in Python.
    pub exports: Vec<(&'a str, Variable)>,
    pub imports: Vec<Import<'a>>,
}

/// A module that the source imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Import<'a> {
    pub module: &'a str,
    pub span: Span,
}

#[derive(Debug, Default)]
pub struct FunctionForm<'a> {
    pub name: &'a str,
    pub parameters: Vec<Parameter<'a>>,
    pub body: Vec<Statement<'a>>,
    pub span: Span,
    /// Whether it is a generator of one item, which `with` enters.
    pub is_context: bool,
    /// The function around it.
    pub outer: Option<FunctionId>,
    /// Its variables: the first one, and the one after the last.
    pub variables: (Variable, Variable),
}

#[derive(Debug)]
pub struct Parameter<'a> {
    pub name: &'a str,
    pub target: AssignTarget<'a>,
    pub rest: bool,
    /// Whether it takes all keywords that have no parameter of their own.
    pub keywords: bool,
}

#[derive(Debug, Default)]
pub struct Class<'a> {
    pub name: &'a str,
    /// What `this` or `self` stands for in all methods.
    pub this: Variable,
    pub methods: Vec<(&'a str, FunctionId)>,
    /// Methods that are read like fields.
    pub getters: Vec<(&'a str, FunctionId)>,
    pub fields: Vec<(&'a str, Node<'a>)>,
    /// Decorators of methods, the innermost first.
    pub decorated: Vec<(&'a str, Node<'a>)>,
    /// Decorators of the class.
    pub by: Vec<Node<'a>>,
    /// Methods that a model checks a field with.
    pub validators: Vec<(&'a str, FunctionId)>,
    /// Fields with their types, which models check.
    pub typed: Vec<(&'a str, Node<'a>)>,
    pub base: Option<Box<Node<'a>>>,
}

#[derive(Debug)]
pub struct Node<'a> {
    pub span: Span,
    pub kind: NodeKind<'a>,
}

#[derive(Debug)]
pub enum NodeKind<'a> {
    /// `null`, `undefined`, `None`.
    Nothing,
    /// A value that the form does not describe.
    Opaque,
    Bool(bool),
    Number(f64),
    Text(&'a str),
    /// A regular expression literal.
    Pattern(&'a str),
    Name(Variable),
    Global(&'a str),
    /// A module, by `require`, `import` or `import()`.
    Module(&'a str),
    This(Option<Variable>),
    Member(Box<Node<'a>>, &'a str),
    Index(Box<Node<'a>>, Box<Node<'a>>),
    Call(Box<Call<'a>>),
    /// A template or an f-string.
    Join(Vec<Node<'a>>),
    Add(Box<Node<'a>>, Box<Node<'a>>),
    /// Any other operator: the result is a number or a truth value.
    Compute(Vec<Node<'a>>),
    Object(Vec<TableEntry<'a>>),
    List(Vec<Node<'a>>),
    Function(FunctionId),
    Class(ClassId),
    Choice(Box<[Node<'a>; 3]>),
    Logic(Logic, Box<Node<'a>>, Box<Node<'a>>),
    Compare(ComparisonForm, Box<Node<'a>>, Box<Node<'a>>),
    Not(Box<Node<'a>>),
    TypeOf(Box<Node<'a>>),
    /// An item of a generator; whether it is a collection of items.
    Yield(Box<Node<'a>>, bool),
    Await(Box<Node<'a>>),
    Spread(Box<Node<'a>>),
    Assign(Box<AssignTarget<'a>>, Box<Node<'a>>),
    Sequence(Vec<Node<'a>>),
    /// A function, and what it is passed to where it is defined.
    Decorated(Box<Node<'a>>, Box<Node<'a>>),
    /// A comprehension or a generator: the loops around an element.
    Each(Box<Each<'a>>),
}

#[derive(Debug)]
pub struct Call<'a> {
    pub callee: Node<'a>,
    pub arguments: Vec<Argument<'a>>,
}

#[derive(Debug)]
pub struct Argument<'a> {
    /// The keyword, in Python.
    pub name: Option<&'a str>,
    pub value: Node<'a>,
}

#[derive(Debug)]
pub enum TableEntry<'a> {
    Named(&'a str, Node<'a>),
    Computed(Node<'a>, Node<'a>),
    Spread(Node<'a>),
}

#[derive(Debug)]
pub struct Each<'a> {
    pub rounds: Vec<Round<'a>>,
    pub element: Node<'a>,
    /// The value that belongs to the key of a dict comprehension.
    pub value: Option<Node<'a>>,
}

#[derive(Debug)]
pub struct Round<'a> {
    pub target: AssignTarget<'a>,
    pub over: Node<'a>,
    pub tests: Vec<Node<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logic {
    And,
    Or,
    /// `??`.
    Else,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComparisonForm {
    Equal,
    Unequal,
    Ordered,
    /// At most as much: `<=`, of sets that one is in the other.
    Within,
    /// More than none: `> 0`.
    Positive,
    In,
    NotIn,
    /// `instanceof`.
    NodeKind,
}

#[derive(Debug)]
pub enum AssignTarget<'a> {
    Variable(Variable, Span),
    Member(Node<'a>, &'a str),
    Index(Node<'a>, Node<'a>),
    Object(Vec<(FieldKey<'a>, AssignTarget<'a>)>, Option<Box<AssignTarget<'a>>>),
    List(Vec<AssignTarget<'a>>),
    Default(Box<AssignTarget<'a>>, Node<'a>),
    /// The rest of a list.
    Rest(Box<AssignTarget<'a>>),
    Ignored,
}

#[derive(Debug)]
pub enum FieldKey<'a> {
    Name(&'a str),
    Computed(Node<'a>),
}

#[derive(Debug)]
pub enum Statement<'a> {
    Express(Node<'a>),
    Assign(AssignTarget<'a>, Node<'a>),
    /// `+=` and the like.
    Extend(AssignTarget<'a>, Node<'a>, Node<'a>),
    Return(Option<Node<'a>>, Span),
    Throw(Option<Node<'a>>),
    Branch(Node<'a>, Vec<Statement<'a>>, Vec<Statement<'a>>),
    Loop(Loop<'a>),
    Try(Try<'a>),
    Switch(Switch<'a>),
    Block(Vec<Statement<'a>>),
    /// Leaves the loop or the switch.
    Leave,
    /// The next round of the loop.
    Next,
    Assert(Node<'a>),
}

#[derive(Debug)]
pub struct Loop<'a> {
    pub target: Option<AssignTarget<'a>>,
    pub over: Option<Node<'a>>,
    /// `for (key in object)`.
    pub keys: bool,
    pub test: Option<Node<'a>>,
    pub body: Vec<Statement<'a>>,
}

#[derive(Debug)]
pub struct Try<'a> {
    pub body: Vec<Statement<'a>>,
    pub handlers: Vec<(Option<AssignTarget<'a>>, Vec<Statement<'a>>)>,
    pub last: Vec<Statement<'a>>,
}

#[derive(Debug)]
pub struct Switch<'a> {
    pub subject: Node<'a>,
    pub cases: Vec<Case<'a>>,
}

#[derive(Debug)]
pub struct Case<'a> {
    /// Empty: the default.
    pub tests: Vec<Node<'a>>,
    pub body: Vec<Statement<'a>>,
}

impl<'a> Node<'a> {
    pub const fn new(span: Span, kind: NodeKind<'a>) -> Self {
        Self { span, kind }
    }

    pub const fn opaque(span: Span) -> Self {
        Self { span, kind: NodeKind::Opaque }
    }

    /// The text of a literal.
    pub fn text(&self) -> Option<&'a str> {
        if let NodeKind::Text(text) = self.kind { Some(text) } else { None }
    }
}
