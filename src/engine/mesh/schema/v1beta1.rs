//! The schema of v1beta1.

use super::form::{ValueForm, filled, list, object, optional, required};
use super::texts;
use super::v2::{METHODS, SECONDS, SERVICE, cors};

const TEXT: ValueForm = ValueForm::Text(&[]);
const AGE: ValueForm = ValueForm::Format(texts::DURATION);
const CORS: ValueForm = object(&cors(&AGE));
const HANDLER: ValueForm = object(&[optional("config", &ValueForm::Open), required("handler", &TEXT)]);
const STRATEGIES: ValueForm = filled(&HANDLER);
const MUTATORS: ValueForm = list(&HANDLER);
const PATH: ValueForm = ValueForm::Text(texts::OLD_PATH);
const RULE: ValueForm = object(&[
    required("accessStrategies", &STRATEGIES),
    required("methods", &METHODS),
    optional("mutators", &MUTATORS),
    required("path", &PATH),
    optional("service", &SERVICE),
    optional("timeout", &SECONDS),
]);
const RULES: ValueForm = filled(&RULE);
const HOST: ValueForm = ValueForm::Text(texts::OLD_HOST);
const GATEWAY: ValueForm = ValueForm::Text(texts::OLD_GATEWAY);

pub static SPEC: ValueForm = object(&[
    optional("corsPolicy", &CORS),
    required("gateway", &GATEWAY),
    required("host", &HOST),
    required("rules", &RULES),
    optional("service", &SERVICE),
    optional("timeout", &SECONDS),
]);
