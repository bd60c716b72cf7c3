//! Ways by events: who delivers, and what closes it.

use super::mesh::snapshot;
use fnsec::engine::events::EventWay;
use fnsec::engine::mesh::Mesh;
use fnsec::engine::network::{Network, Reachability};

/// A Function with a pod, eventing, the gateway, and one Subscription.
fn around(sink: &str, status: &str, more: &str) -> String {
    let pod = |namespace: &str, name: &str, labels: &str, containers: &str| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{namespace: {namespace}, name: {name}, labels: {labels}}}
spec: {{containers: [{containers}]}}\nstatus: {{phase: Running}}\n"
        )
    };
    let meshed = "{name: function, image: x}, {name: istio-proxy, image: y}";
    let function = "{serverless.kyma-project.io/function-name: mail, serverless.kyma-project.io/managed-by: function-controller, serverless.kyma-project.io/resource: deployment}";
    let manager = "{app.kubernetes.io/name: eventing-manager}";
    [
        "apiVersion: serverless.kyma-project.io/v1alpha2\nkind: Function\nmetadata: {namespace: shop, name: mail}\nspec: {runtime: nodejs22, source: {inline: {source: x}}}\n",
        "---\napiVersion: v1\nkind: Service\nmetadata: {namespace: shop, name: mail}\nspec: {selector: {serverless.kyma-project.io/function-name: mail}, ports: [{port: 80, targetPort: 8080}]}\n",
        &pod("shop", "mail-1", function, meshed),
        &pod("kyma-system", "eventing-manager-1", manager, meshed),
        &pod("istio-system", "gateway-1", "{app: istio-ingressgateway}", "{name: istio-proxy, image: y}"),
        &format!(
            "---\napiVersion: eventing.kyma-project.io/v1alpha2\nkind: Subscription\nmetadata: {{namespace: shop, name: paid}}
spec: {{sink: '{sink}', source: payments, types: [order.paid.v1], typeMatching: standard}}\nstatus: {status}\n"
        ),
        more,
    ]
    .concat()
}

const SINK: &str = "http://mail.shop.svc.cluster.local";

fn way(text: &str) -> EventWay {
    let snapshot = snapshot(text);
    let all = EventWay::all(&snapshot, &Network::of(&snapshot), &Mesh::of(&snapshot));
    all.into_iter().next().expect("one")
}

/// Lets only these peers in.
fn ingress(from: &str) -> String {
    format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{namespace: shop, name: guard}}
spec: {{podSelector: {{}}, policyTypes: [Ingress], ingress: [{{from: [{from}], ports: [{{port: 8080}}]}}]}}\n"
    )
}

fn only(principal: &str) -> String {
    format!(
        "---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {{namespace: shop, name: door}}
spec: {{rules: [{{from: [{{source: {{principals: ['{principal}']}}}}]}}]}}\n"
    )
}

#[test]
fn events_get_to_the_function_behind_the_sink() {
    let way = way(&around(SINK, "{}", ""));
    assert_eq!(
        (way.delivery.verdict, way.events.as_str()),
        (Reachability::Allowed, "payments/order.paid.v1")
    );
    assert_eq!((way.functions.as_slice(), way.by_gateway), (&["mail".to_owned()][..], false));
}

#[test]
fn a_network_policy_closes_them_unless_it_admits_who_delivers() {
    let home = "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kyma-system}}";
    let space = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: kyma-system, labels: {kubernetes.io/metadata.name: kyma-system}}\n";
    let manager =
        format!("{{{home}, podSelector: {{matchLabels: {{app.kubernetes.io/name: eventing-manager}}}}}}");
    let open = way(&around(SINK, "{}", &(space.to_owned() + &ingress(&manager))));
    assert_eq!(open.delivery.verdict, Reachability::Allowed);
    let closed = way(&around(SINK, "{}", &ingress("{podSelector: {}}")));
    assert_eq!(
        (closed.delivery.verdict, closed.words().as_str()),
        (Reachability::Denied, "not delivered: blocked by shop/guard")
    );
}

#[test]
fn the_mesh_closes_them_unless_it_admits_the_identity_of_who_delivers() {
    let closed = way(&around(
        SINK,
        "{}",
        &only("cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account"),
    ));
    assert_eq!(
        (closed.delivery.verdict, closed.words().as_str()),
        (Reachability::Denied, "not delivered: blocked by shop/door")
    );
    let open = way(&around(SINK, "{}", &only("cluster.local/ns/kyma-system/sa/default")));
    assert_eq!(open.delivery.verdict, Reachability::Allowed);
}

#[test]
fn a_backend_that_goes_through_the_gateway_is_let_in_as_the_gateway() {
    let status = "{backend: {apiRuleName: made}}";
    let gateway = "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";
    let way = way(&around(SINK, status, &only(gateway)));
    assert_eq!((way.by_gateway, way.words().as_str()), (true, "delivered through the gateway"));
}

#[test]
fn what_cannot_be_followed_is_not_known_and_says_why() {
    let away = way(&around(SINK, "{}", "").replace("eventing-manager}", "other}"));
    assert_eq!(
        (away.delivery.verdict, away.delivery.why.as_str()),
        (Reachability::Unknown, "no pod of eventing-manager was read in kyma-system")
    );
    for (sink, why) in [
        ("http://mail.other.svc.cluster.local", "the sink is not a Service of its namespace"),
        ("http://nobody.shop.svc.cluster.local", "Service nobody was not read"),
    ] {
        let way = way(&around(sink, "{}", ""));
        assert_eq!((way.delivery.verdict, way.delivery.why.as_str()), (Reachability::Unknown, why));
    }
    let port = way(&around("http://mail.shop.svc.cluster.local:9999", "{}", ""));
    assert_eq!(port.delivery.verdict, Reachability::Unknown);
}
