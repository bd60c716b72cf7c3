//! Builds JSON values from any serde format, refusing what JSON cannot represent.
//! A deserializer flows in; a value flows out, with merge keys applied and repeated keys refused.

use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::Cell;
use std::fmt;

/// Reads one value, spending from `budget` so that aliases cannot multiply without end.
#[derive(Clone, Copy)]
pub(super) struct ValueReader<'b> {
    pub budget: &'b Cell<usize>,
    pub merges: bool,
    /// Accepts what kubectl accepts: of repeated keys the last one counts, and a custom tag changes nothing.
    /// Counts how often.
    pub forgiven: Option<&'b Cell<usize>>,
    /// Set when the value belongs to an invalid key: failing at the value gives the error its line.
    pub refusal: Option<&'b str>,
}

impl<'b> ValueReader<'b> {
    pub fn new(budget: &'b Cell<usize>, merges: bool) -> Self {
        Self { budget, merges, forgiven: None, refusal: None }
    }

    fn spend<E: Error>(&self, cost: usize) -> Result<(), E> {
        if let Some(reason) = self.refusal {
            return Err(E::custom(reason));
        }
        let left = self.budget.get().checked_sub(cost + 1);
        self.budget.set(left.ok_or_else(|| E::custom("repetition limit exceeded"))?);
        Ok(())
    }

    fn number<E: Error>(&self, number: Option<Number>) -> Result<Value, E> {
        self.spend(0)?;
        let refused = "JSON has no infinity and no not-a-number";
        number.map(Value::Number).ok_or_else(|| E::custom(refused))
    }
}

impl<'de> DeserializeSeed<'de> for ValueReader<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueReader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        self.spend(0).map(|()| Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_bool<E: Error>(self, v: bool) -> Result<Value, E> {
        self.spend(0).map(|()| Value::Bool(v))
    }

    fn visit_u64<E: Error>(self, v: u64) -> Result<Value, E> {
        self.number(Some(v.into()))
    }

    fn visit_i64<E: Error>(self, v: i64) -> Result<Value, E> {
        self.number(Some(v.into()))
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers, which are shown or compared")]
    fn visit_u128<E: Error>(self, v: u128) -> Result<Value, E> {
        self.number(Number::from_f64(v as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "small numbers, which are shown or compared")]
    fn visit_i128<E: Error>(self, v: i128) -> Result<Value, E> {
        self.number(Number::from_f64(v as f64))
    }

    fn visit_f64<E: Error>(self, v: f64) -> Result<Value, E> {
        self.number(Number::from_f64(v))
    }

    fn visit_str<E: Error>(self, v: &str) -> Result<Value, E> {
        self.spend(v.len())?;
        Ok(Value::String(v.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        self.spend(0)?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        self.spend(0)?;
        let mut fields = Map::new();
        let mut merged = Map::new();
        while let Some(key) = map.next_key_seed(self)? {
            match self.name(key, &fields) {
                Ok(key) if self.merges && key == "<<" => {
                    gather(&mut merged, map.next_value_seed(self)?).map_err(A::Error::custom)?;
                }
                Ok(key) => {
                    fields.insert(key, map.next_value_seed(self)?);
                }
                Err(reason) => {
                    map.next_value_seed(ValueReader { refusal: Some(&reason), ..self })?;
                }
            }
        }
        for (key, value) in merged {
            fields.entry(key).or_insert(value);
        }
        Ok(Value::Object(fields))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (tag, rest) = data.variant::<String>()?;
        if let Some(count) = self.forgiven {
            count.set(count.get() + 1);
            return rest.newtype_variant_seed(self);
        }
        rest.newtype_variant::<serde::de::IgnoredAny>()?;
        Err(A::Error::custom(format!("unknown tag `!{tag}`; write the plain value")))
    }
}

impl ValueReader<'_> {
    fn name(&self, key: Value, taken: &Map<String, Value>) -> Result<String, String> {
        let key = text_of(key)?;
        if !taken.contains_key(&key) {
            return Ok(key);
        }
        let count = self.forgiven.ok_or_else(|| format!("the key `{key}` appears twice in one mapping"))?;
        count.set(count.get() + 1);
        Ok(key)
    }
}

/// kubectl converts numbers and booleans used as keys to strings, so they are accepted here too.
fn text_of(key: Value) -> Result<String, String> {
    match key {
        Value::String(text) => Ok(text),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Null => Err("a key is empty; write a name before the colon".into()),
        Value::Array(_) | Value::Object(_) => {
            Err("a key is a list or a mapping; only text can be a key".into())
        }
    }
}

fn gather(merged: &mut Map<String, Value>, source: Value) -> Result<(), &'static str> {
    match source {
        Value::Object(fields) => {
            for (key, value) in fields {
                merged.entry(key).or_insert(value);
            }
            Ok(())
        }
        Value::Array(items) if items.iter().all(Value::is_object) => {
            items.into_iter().try_for_each(|item| gather(merged, item))
        }
        _ => Err("`<<` needs a mapping or a list of mappings"),
    }
}
