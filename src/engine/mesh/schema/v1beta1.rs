//! The schema of v1beta1.

use super::form::{Form, filled, list, object, optional, required};
use super::texts;
use super::v2::{METHODS, SECONDS, SERVICE, cors};

const TEXT: Form = Form::Text(&[]);
const AGE: Form = Form::Format(texts::DURATION);
const CORS: Form = object(&cors(&AGE));
const HANDLER: Form = object(&[optional("config", &Form::Open), required("handler", &TEXT)]);
const STRATEGIES: Form = filled(&HANDLER);
const MUTATORS: Form = list(&HANDLER);
const PATH: Form = Form::Text(texts::OLD_PATH);
const RULE: Form = object(&[
    required("accessStrategies", &STRATEGIES),
    required("methods", &METHODS),
    optional("mutators", &MUTATORS),
    required("path", &PATH),
    optional("service", &SERVICE),
    optional("timeout", &SECONDS),
]);
const RULES: Form = filled(&RULE);
const HOST: Form = Form::Text(texts::OLD_HOST);
const GATEWAY: Form = Form::Text(texts::OLD_GATEWAY);

pub static SPEC: Form = object(&[
    optional("corsPolicy", &CORS),
    required("gateway", &GATEWAY),
    required("host", &HOST),
    required("rules", &RULES),
    optional("service", &SERVICE),
    optional("timeout", &SECONDS),
]);
